package ksim.cli.report;

import java.util.List;
import ksim.cli.diag.Style;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Safeguard;

/** The report for people on scenarios that were run under several schedules. */
public final class SeedReport {
  private final Style style;
  private final boolean verbose;

  /**
   * @param style colours
   * @param verbose whether call chains are shown whole
   */
  public SeedReport(Style style, boolean verbose) {
    this.style = style;
    this.verbose = verbose;
  }

  /** The part on one scenario: a line for each design, then the first failure of each. */
  public String scenario(SeedResult result) {
    StringBuilder text = new StringBuilder(style.strong(result.scenario().name())).append('\n');
    int width = result.designs().stream().mapToInt(d -> d.design().length()).max().orElse(0);
    for (SeedTally tally : result.designs()) {
      text.append("  ").append(tally.design());
      text.append(" ".repeat(width - tally.design().length() + 2)).append(verdict(tally));
      text.append('\n');
    }
    return text.append(failures(result)).append('\n').toString();
  }

  private String verdict(SeedTally tally) {
    return tally
        .first()
        .map(
            first ->
                style.bad(
                    Units.grouped(tally.failed())
                        + " of "
                        + Units.grouped(tally.runs())
                        + " seeds failed, the first is "
                        + first.seed()))
        .orElseGet(() -> style.good("all " + Units.grouped(tally.runs()) + " seeds as expected"));
  }

  /** The first failure of each design that has one, with its diagnosis. */
  public String failures(SeedResult result) {
    StringBuilder text = new StringBuilder();
    for (SeedTally tally : result.designs()) {
      tally.first().ifPresent(first -> text.append('\n').append(failure(result, tally, first)));
    }
    return text.toString();
  }

  private String failure(SeedResult result, SeedTally tally, SeedTally.Failure first) {
    StringBuilder text = new StringBuilder();
    String place = result.scenario().name() + ", " + tally.design() + ", seed " + first.seed();
    for (String sentence : first.result().unmet()) {
      text.append(style.bad("NOT AS EXPECTED")).append("  ").append(place);
      text.append(": ").append(sentence).append('\n');
    }
    for (Safeguard safeguard : Safeguard.unkept(result.scenario(), first.result())) {
      text.append(style.bad("FAILED")).append("  ").append(place);
      text.append(": ").append(safeguard.failure(first.result()).orElseThrow()).append('\n');
    }
    if (first.result().outcome().kind() != OutcomeKind.COMPLETED) {
      text.append(new FailureBlock(style, verbose).render(first.result(), result.scenario()));
    }
    if (!first.result().violations().isEmpty()) {
      text.append(new TextReport(style, verbose).violations(first.result()));
    }
    return text.append("  replay: ").append(first.replay()).append('\n').toString();
  }

  /** The last line of the report. */
  public String summary(List<SeedResult> results) {
    int runs = results.stream().mapToInt(SeedResult::runs).sum();
    int failed = results.stream().mapToInt(SeedResult::failed).sum();
    return Units.grouped(results.size())
        + (results.size() == 1 ? " scenario, " : " scenarios, ")
        + Units.grouped(runs)
        + (runs == 1 ? " run: " : " runs: ")
        + (failed == 0 ? style.good("none failed") : style.bad(Units.grouped(failed) + " failed"))
        + "\n";
  }
}
