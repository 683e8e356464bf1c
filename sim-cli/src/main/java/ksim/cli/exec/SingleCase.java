package ksim.cli.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.cli.diag.Style;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.Snippet;
import ksim.core.sandbox.SnippetResult;

/**
 * What {@code ksim exec} prints of one snippet.
 *
 * @param result its result
 * @param text the report
 */
public record SingleCase(SnippetResult result, String text) {
  private static final int MOST_STEPS = 100_000;

  /**
   * How to print it.
   *
   * @param json one JSON object in place of text
   * @param steps whether each instruction is shown
   * @param intel whether in Intel syntax
   * @param all whether registers are shown that have not changed
   * @param style colours of text
   */
  public record View(boolean json, boolean steps, boolean intel, boolean all, Style style) {}

  /** Refuses what cannot be put where it is to be. */
  public static void check(Snippet snippet) throws MalformedValue {
    SnippetChecks.range(snippet.registers().rip(), snippet.code().length);
    for (var piece : snippet.memory()) {
      SnippetChecks.range(piece.at(), piece.bytes().length);
    }
    SnippetChecks.whole(snippet);
  }

  /** Runs a snippet. */
  public static SingleCase run(Sandbox sandbox, Snippet snippet, View view) {
    List<StepText> steps = new ArrayList<>();
    StepText.Syntax syntax = view.intel() ? StepText.Syntax.INTEL : StepText.Syntax.ATT;
    SnippetResult result =
        view.steps()
            ? sandbox.trace(
                snippet,
                step -> {
                  if (steps.size() < MOST_STEPS) {
                    steps.add(StepText.of(step, syntax));
                  }
                })
            : sandbox.run(snippet);
    StringBuilder text = new StringBuilder();
    if (view.json()) {
      ExecCase input = new ExecCase(Optional.empty(), true, snippet, false, false);
      ResultWriter.append(
          text, input, result, view.steps() ? Optional.of(json(steps)) : Optional.empty());
      return new SingleCase(result, text.toString());
    }
    steps.forEach(step -> text.append(step.lines()));
    if (view.steps()) {
      text.append(steps.size() == MOST_STEPS ? "(later instructions are not shown)\n\n" : "\n");
    }
    text.append(new SnippetText(view.style(), view.all()).render(snippet, result));
    return new SingleCase(result, text.toString());
  }

  private static String json(List<StepText> steps) {
    List<String> objects = steps.stream().map(step -> step.json(true)).toList();
    return "\"trace\":[" + String.join(",", objects) + "]";
  }
}
