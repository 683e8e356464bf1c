package ksim.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ksim.cli.baseline.BaselineFile;
import ksim.cli.baseline.Comparison;
import ksim.cli.baseline.ComparisonJson;
import ksim.cli.baseline.ComparisonText;
import ksim.cli.baseline.ReportFigures;
import ksim.cli.diag.Style;
import ksim.cli.report.JsonReport;
import ksim.sched.scenario.ScenarioResult;

/**
 * What a run is held against.
 *
 * @param file the baseline as the user named it
 * @param figures what it says
 * @param tolerancePercent how far a figure may get worse
 * @param leftOut designs by scenario that exist and were not to be run
 */
record BaselineCheck(
    String file, ReportFigures figures, double tolerancePercent, Map<String, Set<String>> leftOut) {
  /**
   * Refuses to compare different schedules.
   *
   * @throws UsageException if the baseline was made under another seed
   */
  void checkSeed(long seed) {
    if (figures.seed() != seed) {
      throw new UsageException(
          "--baseline: %s is of seed %d, this run of seed %d; only runs of one schedule compare"
              .formatted(file, figures.seed(), seed));
    }
  }

  Comparison compare(List<ScenarioResult> results) {
    ReportFigures run = BaselineFile.ownReport(JsonReport.render(results));
    return Comparison.of(figures, run, tolerancePercent, leftOut);
  }

  ComparisonText text(Style style) {
    return new ComparisonText(style, file, tolerancePercent);
  }

  void json(JsonGenerator json, Comparison comparison) throws IOException {
    ComparisonJson.write(json, file, tolerancePercent, comparison);
  }
}
