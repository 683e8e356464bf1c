package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import ksim.cli.diag.Style;
import ksim.core.timing.TimingGaps;
import ksim.sched.scenario.DesignResult;

/** How far the cycles of a run can be trusted: what the timing level had to guess. */
final class GapLines {
  private final Style style;

  GapLines(Style style) {
    this.style = style;
  }

  /** A block on one design, which has gaps. */
  String render(DesignResult design) {
    StringBuilder text = new StringBuilder();
    text.append("  ").append(design.design()).append(": cycles are in part a guess\n");
    LabelledLines lines = new LabelledLines(text, style);
    sentences(design).forEach(sentence -> lines.add("", sentence));
    return text.toString();
  }

  /** What there is, a sentence each. */
  static List<String> sentences(DesignResult design) {
    TimingGaps gaps = design.timingGaps();
    List<String> sentences = new ArrayList<>();
    long instructions = gaps.instructionsWithoutFigure();
    if (instructions != 0) {
      sentences.add(
          "%s of %s no measured figure: their cost is guessed from the operands"
              .formatted(
                  Units.grouped(instructions),
                  TextReport.counted(design.instructions(), "instruction")
                      + (instructions == 1 ? " has" : " have")));
    }
    long accesses = gaps.accessesNotAttributed();
    if (accesses != 0) {
      sentences.add(
          "%s to memory could not be attributed to an instruction and delayed nothing"
              .formatted(accesses == 1 ? "1 access" : Units.grouped(accesses) + " accesses"));
    }
    return sentences;
  }
}
