package ksim.cli.exec;

import java.util.List;
import java.util.Optional;
import ksim.cli.diag.Problem;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.Sandbox;
import ksim.core.sandbox.SnippetResult;

/**
 * Some lines of cases and what became of them.
 *
 * @param text result lines, in the order of the cases
 * @param cases number of cases run
 * @param unimplemented how many of them need what is not implemented
 * @param problem why the first line without a result has none; empty if each has one
 */
public record Batch(String text, long cases, long unimplemented, Optional<Problem> problem) {

  /**
   * Runs cases.
   *
   * @param first number of the first line
   * @param lines one case each; blank ones are passed over
   */
  public static Batch run(CaseReader reader, Sandbox sandbox, int first, List<String> lines) {
    StringBuilder text = new StringBuilder();
    long cases = 0;
    long unimplemented = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        ExecCase input = reader.read(first + i, lines.get(i));
        SnippetResult result = sandbox.run(input.snippet());
        ResultWriter.append(text, input, result);
        cases++;
        unimplemented += result.ending() instanceof Ending.Unimplemented ? 1 : 0;
      } catch (CaseReader.Refused e) {
        return new Batch(text.toString(), cases, unimplemented, Optional.of(e.problem()));
      }
    }
    return new Batch(text.toString(), cases, unimplemented, Optional.empty());
  }
}
