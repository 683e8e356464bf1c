package ksim.cli.command;

import ksim.cli.report.SeedReport;
import ksim.cli.report.SeedResult;

/**
 * Takes results under several schedules as they come. Text for standard output is written scenario
 * by scenario; everything else in one piece at the end. Failures are also said on standard error
 * where the report does not go to standard output as text.
 */
final class SeedSink {
  private final Console console;
  private final ReportSink sink;
  private final boolean quiet;
  private final boolean text;
  private final boolean toFile;
  private final SeedReport report;
  private final SeedReport errors;
  private final StringBuilder pending = new StringBuilder();

  SeedSink(Console console, OutputOptions output, ReportSink sink, boolean quiet, boolean verbose) {
    this.console = console;
    this.sink = sink;
    this.quiet = quiet;
    this.text = output.format() == OutputOptions.Format.TEXT;
    this.toFile = output.out().isPresent();
    this.report = new SeedReport(output.style(!toFile && console.outIsTerminal()), verbose);
    this.errors = new SeedReport(output.style(console.errIsTerminal()), verbose);
  }

  void scenario(SeedResult result) {
    String part = quiet ? report.failures(result) : report.scenario(result);
    if (text && !toFile) {
      console.out().print(part);
      console.out().flush();
      return;
    }
    if (text) {
      pending.append(part);
    }
    console.err().print(errors.failures(result));
    console.err().flush();
  }

  /** Writes what is left; false, and a message, if that fails. */
  boolean finish(SeedHunt hunt) {
    return sink.write(text ? pending + (quiet ? "" : hunt.summary(report)) : hunt.json());
  }
}
