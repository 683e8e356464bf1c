package ksim.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes reports on sample results, to be looked at. */
final class SampleReports {
  private SampleReports() {}

  /**
   * Writes them.
   *
   * @param args the directory to write them into
   */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    var results =
        List.of(
            SampleResults.asExpected(),
            SampleResults.unmet(),
            SampleOutcomes.everyKind(),
            SampleOutcomes.notClosing());
    AtomicFile.write(directory.resolve("sample.html"), HtmlReport.render(results));
    AtomicFile.write(directory.resolve("sample.md"), MarkdownReport.render(results));
    AtomicFile.write(directory.resolve("sample.xml"), JunitReport.render(results));
    AtomicFile.write(
        directory.resolve("large.html"), HtmlReport.render(List.of(LargeSample.of(1_000))));
  }
}
