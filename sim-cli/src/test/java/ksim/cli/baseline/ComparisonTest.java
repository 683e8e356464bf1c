package ksim.cli.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ksim.cli.diag.Problem;
import ksim.cli.diag.Style;
import ksim.cli.report.JsonReport;
import ksim.cli.report.SampleResults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final String DESIGN =
      """
      { "design": "lazy", "outcome": { "kind": "completed" }, "cycles": 1000,
        "overheadPercent": 1.5,
        "stacks": { "peakResidentBytes": 4096, "savedBytes": 8192 },
        "faults": { "stack": 10 }, "probes": { "executed": 0, "cycles": 0 },
        "irqOffCyclesMax": 100, "memory": { "pageTableBytes": 4096, "heapBytes": 4096 },
        "measurements": [ { "name": "pair", "rounds": 10, "cycles": 1000 } ],
        "residency": [ { "thread": "t", "runs": [ ] } ],
        "violations": [ ] }
      """;

  @TempDir private Path directory = Path.of("");

  private static String report(String... designs) {
    return "{ \"schema\": \"ksim.report/1\", \"scenarios\": [ { \"scenario\": \"s\", \"machine\": {"
        + " \"timing\": \"fast\" }, \"designs\": [ "
        + String.join(", ", designs)
        + " ] } ] }";
  }

  private static Comparison compare(String before, String after, double tolerance) {
    return Comparison.of(
        BaselineFile.ownReport(before), BaselineFile.ownReport(after), tolerance, Map.of());
  }

  private static String text(String before, String after, double tolerance) {
    return new ComparisonText(Style.PLAIN, "old.json", tolerance)
        .block(compare(before, after, tolerance), true);
  }

  private static void assertMoved(String from, String to, String line) {
    assertThat(DESIGN).contains(from);
    assertThat(text(report(DESIGN), report(DESIGN.replace(from, to)), 1)).contains(line + "\n");
  }

  @Test
  void eachFigureHasItsWorseDirection() {
    assertMoved("1000,\n", "1010,\n", "within      s, lazy: cycles 1,000 -> 1,010 (+1.00%)");
    assertMoved("1000,\n", "1011,\n", "REGRESSION  s, lazy: cycles 1,000 -> 1,011 (+1.10%)");
    assertMoved("1000,\n", "900,\n", "better      s, lazy: cycles 1,000 -> 900 (-10.00%)");
    assertMoved(
        "1.5", "2.5", "within      s, lazy: overhead in percent 1.50 -> 2.50 (+1.00 points)");
    assertMoved(
        "1.5", "2.6", "REGRESSION  s, lazy: overhead in percent 1.50 -> 2.60 (+1.10 points)");
    assertMoved(
        "4096, \"saved",
        "8192, \"saved",
        "REGRESSION  s, lazy: peak stack bytes 4,096 -> 8,192 (+100.00%)");
    assertMoved("8192", "4096", "REGRESSION  s, lazy: saved stack bytes 8,192 -> 4,096 (-50.00%)");
    assertMoved("8192", "9000", "better      s, lazy: saved stack bytes 8,192 -> 9,000 (+9.86%)");
    assertMoved(
        "\"stack\": 10", "\"stack\": 11", "REGRESSION  s, lazy: stack faults 10 -> 11 (+10.00%)");
    assertMoved("\"executed\": 0", "\"executed\": 1", "REGRESSION  s, lazy: probes 0 -> 1");
    assertMoved("\"cycles\": 0", "\"cycles\": 9", "REGRESSION  s, lazy: probe cycles 0 -> 9");
    assertMoved(
        "Max\": 100",
        "Max\": 50",
        "better      s, lazy: longest irq-off cycles 100 -> 50 (-50.00%)");
    assertMoved(
        "TableBytes\": 4096",
        "TableBytes\": 8192",
        "REGRESSION  s, lazy: page-table bytes 4,096 -> 8,192 (+100.00%)");
    assertMoved(
        "heapBytes\": 4096",
        "heapBytes\": 0",
        "better      s, lazy: heap bytes 4,096 -> 0 (-100.00%)");
    assertMoved(
        "\"rounds\": 10",
        "\"rounds\": 8",
        "REGRESSION  s, lazy: measurement 'pair' cycles a round 100 -> 125 (+25.00%)");
  }

  @Test
  void aBrokenRuleIsARegressionWhateverTheTolerance() {
    String broken = DESIGN.replace("\"violations\": [ ]", "\"violations\": [ \"x\" ]");
    assertThat(compare(report(DESIGN), report(broken), 1000).count(Verdict.REGRESSION))
        .isEqualTo(1);
    assertThat(compare(report(broken), report(DESIGN), 1000).count(Verdict.IMPROVEMENT))
        .isEqualTo(1);
  }

  @Test
  void anOutcomeOtherThanCompletedIsARegressionAndHidesTheFigures() {
    String died = DESIGN.replace("completed", "deadlock").replace("1000,\n", "5,\n");
    assertThat(text(report(DESIGN), report(died), 1))
        .contains("REGRESSION  s, lazy: outcome completed -> deadlock\n")
        .endsWith(
            "\n1 regression, 0 improvements, 0 other changes, 0 moved within the tolerance\n");
    assertThat(text(report(died), report(DESIGN), 1))
        .contains("better      s, lazy: outcome deadlock -> completed\n");
    assertThat(text(report(died), report(died.replace("5,\n", "7,\n")), 0))
        .contains("0 regressions, 0 improvements, 0 other changes, 0 moved");
    assertThat(text(report(died), report(died.replace("deadlock", "panic")), 0))
        .contains("changed     s, lazy: outcome deadlock -> panic\n");
  }

  @Test
  void whatIsGoneIsARegressionUnlessItWasLeftOut() {
    String other = DESIGN.replace("\"lazy\"", "\"populate\"");
    assertThat(text(report(DESIGN, other), report(DESIGN), 1))
        .contains("REGRESSION  s, populate: gone: the baseline has it, this run has not\n");
    assertThat(text(report(DESIGN), report(DESIGN, other), 1))
        .contains("changed     s, populate: new: the baseline has it not\n");
    String renamed = report(DESIGN).replace("\"s\"", "\"t\"");
    assertThat(text(report(DESIGN), renamed, 1))
        .contains("changed     t: new", "REGRESSION  s: gone");
    Comparison selected =
        Comparison.of(
            BaselineFile.ownReport(report(DESIGN, other)),
            BaselineFile.ownReport(report(DESIGN)),
            1,
            Map.of("s", Set.of("populate")));
    assertThat(selected.count(Verdict.REGRESSION)).isZero();
    assertThat(selected.count(Verdict.CHANGED)).isEqualTo(1);
  }

  @Test
  void anotherMachineIsSaid() {
    assertThat(text(report(DESIGN), report(DESIGN).replace("fast", "none"), 1))
        .contains("changed     s: machine timing fast -> none\n");
  }

  @Test
  void readsWhatKsimWrites() {
    String json = JsonReport.render(List.of(SampleResults.asExpected()));
    ReportFigures figures = BaselineFile.ownReport(json);
    ReportFigures.ScenarioFigures scenario =
        figures.scenarios().values().stream().findFirst().orElseThrow();
    ReportFigures.DesignFigures design =
        scenario.designs().values().stream().findFirst().orElseThrow();
    assertThat(design.values().keySet())
        .extracting(Figure::name)
        .contains(
            "cycles",
            "overhead in percent",
            "peak stack bytes",
            "saved stack bytes",
            "stack faults",
            "probes",
            "probe cycles",
            "longest irq-off cycles",
            "rules broken");
    assertThat(compare(json, json, 0).differences()).isEmpty();
  }

  @Test
  void json() throws IOException {
    Comparison comparison =
        compare(report(DESIGN), report(DESIGN.replace("1000,\n", "1500,\n")), 1);
    StringWriter out = new StringWriter();
    out.write(
        JsonReport.render(
            List.of(), json -> ComparisonJson.write(json, "old.json", 1, comparison)));
    assertThat(out.toString().replaceAll("\\s+", ""))
        .contains(
            "\"baseline\":{\"file\":\"old.json\",\"tolerancePercent\":1.0,\"regressions\":1,"
                + "\"improvements\":0,\"differences\":[{\"scenario\":\"s\",\"design\":\"lazy\","
                + "\"verdict\":\"regression\",\"kind\":\"moved\",\"figure\":\"cycles\","
                + "\"before\":1000,\"after\":1500,\"changePercent\":50}]}}");
  }

  private Problem problem(String text) throws IOException {
    Path file = directory.resolve("old.json");
    Files.writeString(file, text);
    return BaselineFile.read("old.json", file).problem().orElseThrow();
  }

  private void assertProblem(String text, int line, int column, String message) throws IOException {
    Problem problem = problem(text);
    assertThat(problem.message()).contains(message);
    assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
  }

  @Test
  void whatIsNoReportIsRefusedWithThePlace() throws IOException {
    assertProblem("{\n  oops", 2, 3, "found no valid JSON: Unexpected character ('o'");
    assertProblem("", 1, 1, "expected a report");
    assertProblem("[]", 1, 1, "expected a report");
    assertProblem("{\n  \"schema\": \"ksim.report/9\"\n}", 2, 13, "schema 'ksim.report/9'");
    assertProblem("{ \"schema\": \"ksim.report/1\" }", 1, 29, "found no 'scenarios'");
    assertProblem("{ \"scenarios\": [] }", 1, 19, "found no 'schema'");
    assertProblem(report(DESIGN) + "x", 9, 9, "found no valid JSON");
    assertProblem(report("{ \"desing\": 7 }"), 1, 110, "found no label");
    assertProblem(report(DESIGN.replace("100,", "1e999,")), 1, 110, "out of range");
    assertProblem(
        "{ \"schema\": \"ksim.report/1\", \"scenarios\": [ 7 ] }", 1, 45, "expected a scenario");
    assertProblem("{ \"schema\": \"ksim.report/1\", \"seeds\": {} }", 1, 39, "report of --seeds");
  }

  @Test
  void otherFilesAreRefusedToo() throws IOException {
    assertThat(BaselineFile.read("d", directory).problem().orElseThrow().message())
        .isEqualTo("found a directory, expected a report in JSON");
    assertThat(BaselineFile.read("x", directory.resolve("x")).problem().orElseThrow().message())
        .isEqualTo("no such file");
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {'{', ' ', (byte) 0xff});
    assertThat(BaselineFile.read("b", binary).problem().orElseThrow().message())
        .isEqualTo("found no UTF-8 at byte 2, expected JSON");
  }
}
