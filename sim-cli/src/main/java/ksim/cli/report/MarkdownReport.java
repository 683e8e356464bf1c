package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Measurement;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;

/** The report for a pull request: a line, a table for each scenario, failures folded away. */
public final class MarkdownReport {
  private static final String HEADING =
      """
      | design | outcome | cycles | overhead | peak stacks | saved | stack faults | probes |
      | :-- | :-- | --: | --: | --: | --: | --: | --: |
      """;
  private static final TextReport TEXT = new TextReport(Style.PLAIN, false);
  private static final FailureBlock FAILURE = new FailureBlock(Style.PLAIN, false);

  private MarkdownReport() {}

  /** The report on {@code results}, in their order. */
  public static String render(List<ScenarioResult> results) {
    boolean passed =
        results.stream().allMatch(result -> result.asExpected() && !result.failedUnexpectedly());
    StringBuilder text = new StringBuilder("## ksim: ").append(passed ? "passed" : "FAILED");
    text.append("\n\n").append(Markdown.text(TEXT.summary(results).strip())).append('\n');
    results.forEach(result -> scenario(text, result));
    return text.toString();
  }

  private static void scenario(StringBuilder text, ScenarioResult result) {
    text.append("\n### ").append(Markdown.text(result.scenario().name())).append("\n\n");
    String description = result.scenario().description();
    if (!description.isEmpty()) {
      text.append(Markdown.text(description)).append("  \n");
    }
    text.append(Markdown.text(TextReport.machine(result.scenario()))).append("\n\n");
    text.append(HEADING);
    result.designs().forEach(design -> text.append(Markdown.row(cells(result, design))));
    unmet(text, result);
    gaps(text, result);
    measurements(text, result);
    result.designs().forEach(design -> details(text, result, design));
  }

  private static List<String> cells(ScenarioResult result, DesignResult design) {
    return List.of(
        Markdown.text(design.design()),
        outcome(result, design),
        Units.count(design.cycles()),
        difference(design.overheadPercent()),
        Units.bytes(design.stacks().peakResidentBytes()),
        Units.percent(design.stacks().savedPercent()),
        Units.count(design.faults().stack()),
        Units.count(design.probes().executed()));
  }

  private static String outcome(ScenarioResult result, DesignResult design) {
    String kind = design.outcome().kind().id();
    boolean wanted = design.unmet().isEmpty() && !result.failedUnexpectedly(design);
    if (!wanted) {
      return "**" + kind + "**";
    }
    return design.outcome().kind() == OutcomeKind.COMPLETED ? kind : kind + " (as expected)";
  }

  private static String difference(OptionalDouble percent) {
    return percent.isPresent() ? Units.difference(percent.getAsDouble()) : "-";
  }

  private static void unmet(StringBuilder text, ScenarioResult result) {
    StringBuilder lines = new StringBuilder();
    for (DesignResult design : result.designs()) {
      String label = "- **" + Markdown.text(design.design()) + "**: ";
      design.unmet().forEach(each -> lines.append(label).append(Markdown.text(each)).append('\n'));
      result
          .unexpected(design)
          .forEach(
              each ->
                  lines
                      .append(label)
                      .append(Markdown.text(each.failure(design).orElseThrow()))
                      .append('\n'));
    }
    if (!lines.isEmpty()) {
      text.append('\n').append(lines);
    }
  }

  /** What the timing level had to guess. */
  private static void gaps(StringBuilder text, ScenarioResult result) {
    StringBuilder lines = new StringBuilder();
    for (DesignResult design : result.designs()) {
      String label = "- " + Markdown.text(design.design()) + ": ";
      GapLines.sentences(design)
          .forEach(each -> lines.append(label).append(Markdown.text(each)).append('\n'));
    }
    if (!lines.isEmpty()) {
      text.append("\nCycles are in part a guess:\n\n").append(lines);
    }
  }

  /** Cycles a round: a row for each measurement, a column for each design. */
  private static void measurements(StringBuilder text, ScenarioResult result) {
    List<DesignResult> measured =
        result.designs().stream().filter(design -> !design.measurements().isEmpty()).toList();
    if (measured.isEmpty()) {
      return;
    }
    List<String> heading = new ArrayList<>(List.of("cycles a round"));
    measured.forEach(design -> heading.add(Markdown.text(design.design())));
    text.append('\n').append(Markdown.row(heading));
    text.append("| :-- |").append(" --: |".repeat(measured.size())).append('\n');
    for (String name : MeasurementTable.names(measured)) {
      List<String> cells = new ArrayList<>(List.of(Markdown.text(name)));
      measured.forEach(design -> cells.add(round(design, name)));
      text.append(Markdown.row(cells));
    }
  }

  private static String round(DesignResult design, String name) {
    return design.measurements().stream()
        .filter(measurement -> measurement.name().equals(name))
        .findFirst()
        .map(MarkdownReport::round)
        .orElse("-");
  }

  private static String round(Measurement measurement) {
    String overhead =
        measurement.overheadPercent().isPresent()
            ? " (" + difference(measurement.overheadPercent()) + ")"
            : "";
    return MeasurementTable.cycles(measurement.cyclesPerRound()) + overhead;
  }

  private static void details(StringBuilder text, ScenarioResult result, DesignResult design) {
    if (design.outcome().kind() != OutcomeKind.COMPLETED) {
      String title = design.design() + ": " + design.outcome().kind().id();
      fold(text, title, FAILURE.render(design, result.scenario()));
    }
    if (!design.violations().isEmpty()) {
      fold(text, design.design() + ": rule broken", TEXT.violations(design));
    }
  }

  private static void fold(StringBuilder text, String title, String lines) {
    text.append("\n<details><summary>").append(Markdown.inHtml(title)).append("</summary>\n\n");
    text.append(Markdown.verbatim(lines)).append("\n</details>\n");
  }
}
