package ksim.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ksim.cli.Approved;
import ksim.cli.diag.Style;
import ksim.sched.scenario.ScenarioResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path directory = Path.of("");

  private static String text(ScenarioResult result, boolean verbose) {
    TextReport report = new TextReport(Style.PLAIN, verbose);
    return report.scenario(result) + "\n" + report.summary(List.of(result));
  }

  @Test
  void textOfAnExpectedFailure() throws IOException {
    Approved.check("as-expected.txt", text(SampleResults.asExpected(), false));
  }

  @Test
  void textOfUnmetExpectations() throws IOException {
    Approved.check("unmet.txt", text(SampleResults.unmet(), true));
  }

  @Test
  void textOfADeadlockAndEveryOtherOutcome() throws IOException {
    Approved.check("outcomes.txt", text(SampleOutcomes.everyKind(), false));
  }

  @Test
  void textOfMemoryThatDoesNotAddUpIsShownUnasked() throws IOException {
    Approved.check("memory.txt", text(SampleOutcomes.notClosing(), false));
    assertThat(text(SampleResults.asExpected(), false)).doesNotContain("frames");
  }

  @Test
  void textStaysWithin120Columns() {
    for (ScenarioResult result :
        List.of(
            SampleResults.unmet(),
            SampleOutcomes.everyKind(),
            SampleOutcomes.notClosing(),
            LargeSample.of(100))) {
      assertThat(text(result, true).lines()).allMatch(line -> line.length() <= 120);
    }
  }

  @Test
  void json() throws IOException {
    List<ScenarioResult> results = List.of(SampleResults.asExpected(), SampleResults.unmet());
    Approved.check("report.json", JsonReport.render(results));
  }

  @Test
  void jsonOfNothingIsStillAReport() {
    assertThat(JsonReport.render(List.of()))
        .isEqualTo("{\n  \"schema\" : \"ksim.report/1\",\n  \"scenarios\" : [ ]\n}\n");
  }

  @Test
  void coloursDoNotMoveColumns() {
    TextReport coloured = new TextReport(new Style(true), false);
    String stripped = coloured.scenario(SampleResults.unmet()).replaceAll("\u001b\\[[0-9;]*m", "");
    assertThat(stripped)
        .isEqualTo(new TextReport(Style.PLAIN, false).scenario(SampleResults.unmet()));
  }

  @Test
  void filesAreReplacedInOnePiece() throws IOException {
    Path target = directory.resolve("report.txt");
    AtomicFile.write(target, "one");
    AtomicFile.write(target, "two");
    assertThat(target).hasContent("two");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void longTextIsBrokenBetweenWords() {
    assertThat(WordWrap.lines("one two three", 7)).containsExactly("one two", "three");
    assertThat(WordWrap.lines("incredibly long", 4)).containsExactly("incredibly", "long");
    assertThat(WordWrap.lines("", 4)).isEmpty();
  }

  @Test
  void unitsKeepThreeDigits() {
    assertThat(Units.bytes(0)).isEqualTo("0 B");
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(4096)).isEqualTo("4.00 KiB");
    assertThat(Units.bytes(65_536)).isEqualTo("64.0 KiB");
    assertThat(Units.bytes(545_259_520)).isEqualTo("520 MiB");
    assertThat(Units.count(9_999)).isEqualTo("9,999");
    assertThat(Units.count(12_345_678)).isEqualTo("12.3 M");
    assertThat(Units.difference(-0.5)).isEqualTo("-0.5%");
  }
}
