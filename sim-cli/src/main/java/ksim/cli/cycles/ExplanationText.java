package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ksim.cli.diag.Style;
import ksim.core.cycles.Cause;
import ksim.core.cycles.ExplainedInstruction;
import ksim.core.cycles.ExplainedInstruction.Note;
import ksim.core.cycles.Explanation;

/** An explanation for people: a table with a line an instruction and a column a port. */
public final class ExplanationText {
  private static final double LEAST_PERCENT = 1;

  private final Explanation explanation;
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private ExplanationText(Explanation explanation, Style style) {
    this.explanation = explanation;
    this.style = style;
  }

  /**
   * The text.
   *
   * @param title what was measured, and how
   */
  public static String of(Explanation explanation, String title, Style style) {
    ExplanationText report = new ExplanationText(explanation, style);
    report.line(style.strong(title));
    report.summary();
    report.table();
    report.notes();
    return report.text.toString();
  }

  private void summary() {
    double cycles = explanation.measurement().cyclesPerIteration();
    line("%.2f cycles an iteration; bottleneck: %s".formatted(cycles, Bottleneck.of(explanation)));
    String others =
        explanation.path().entrySet().stream()
            .filter(entry -> explanation.percent(entry.getKey()) >= LEAST_PERCENT)
            .sorted(Comparator.comparingDouble((Map.Entry<Cause, Double> e) -> -e.getValue()))
            .map(e -> "%s %.0f %%".formatted(e.getKey().label(), explanation.percent(e.getKey())))
            .collect(Collectors.joining(", "));
    line("critical path: " + others);
    text.append('\n');
  }

  private void table() {
    StringBuilder heading = new StringBuilder("%3s %6s %6s ".formatted("", "slots", "uops"));
    for (int port = 0; port < explanation.ports(); port++) {
      heading.append("%5s".formatted("p" + port));
    }
    heading.append(" %6s  instruction".formatted("chain"));
    line(style.strong(heading.toString()));
    double slots = 0;
    double uops = 0;
    double[] ports = new double[explanation.ports()];
    double chain = 0;
    int number = 0;
    for (ExplainedInstruction instruction : explanation.instructions()) {
      number++;
      slots += instruction.issueSlots();
      uops += instruction.uops();
      chain += instruction.criticalCycles();
      for (int port = 0; port < ports.length; port++) {
        ports[port] += instruction.ports().get(port);
      }
      row(
          String.valueOf(number),
          instruction.issueSlots(),
          instruction.uops(),
          instruction.ports(),
          instruction.criticalCycles(),
          instruction.text() + marks(instruction));
    }
    List<Double> sums = new ArrayList<>();
    for (double port : ports) {
      sums.add(port);
    }
    row("", slots, uops, sums, chain, style.faint("sum"));
  }

  private void row(
      String number, double slots, double uops, List<Double> ports, double chain, String what) {
    StringBuilder row = new StringBuilder("%3s %6.2f %6.2f ".formatted(number, slots, uops));
    ports.forEach(port -> row.append("%5s".formatted(port == 0 ? "" : figure(port))));
    row.append(" %6s  %s".formatted(chain == 0 ? "" : "%.2f".formatted(chain), what));
    line(row.toString());
  }

  /** At most four characters, so that columns stay apart. */
  private static String figure(double uops) {
    return (uops < 9.995 ? "%.2f" : uops < 99.95 ? "%.1f" : "%.0f").formatted(uops);
  }

  private String marks(ExplainedInstruction instruction) {
    String marks = instruction.notes().stream().map(Note::label).collect(Collectors.joining(", "));
    return marks.isEmpty() ? "" : "  " + style.faint("# " + marks);
  }

  private void notes() {
    text.append('\n');
    line("slots: of the issue width; uops: micro-operations, with those that need no port;");
    line(
        "p0...: micro-operations on each port; chain: cycles that the critical path waits for its");
    line("result. All of them a mean over iterations.");
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
