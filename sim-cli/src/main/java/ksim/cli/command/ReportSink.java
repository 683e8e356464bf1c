package ksim.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import ksim.cli.diag.Style;
import ksim.cli.report.AtomicFile;
import ksim.cli.report.HtmlReport;
import ksim.cli.report.JsonReport;
import ksim.cli.report.JunitReport;
import ksim.cli.report.MarkdownReport;
import ksim.cli.report.TextReport;
import ksim.sched.scenario.ScenarioResult;

/**
 * Takes results as they come. Text for standard output is written scenario by scenario; everything
 * else in one piece at the end. What was not as expected is also said on standard error where the
 * report does not go to standard output as text.
 */
final class ReportSink {
  private final Console console;
  private final OutputOptions.Format format;
  private final Optional<Path> file;
  private final boolean quiet;
  private final TextReport text;
  private final TextReport errors;
  private final StringBuilder pending = new StringBuilder();

  private ReportSink(
      Console console,
      OutputOptions.Format format,
      Optional<Path> file,
      boolean quiet,
      TextReport text,
      TextReport errors) {
    this.console = console;
    this.format = format;
    this.file = file;
    this.quiet = quiet;
    this.text = text;
    this.errors = errors;
  }

  /**
   * A sink.
   *
   * @throws picocli.CommandLine.ParameterException if the file of the options cannot be written, or
   *     the format is not one for a terminal
   */
  static ReportSink of(OutputOptions options, Console console, boolean quiet, boolean verbose) {
    Optional<Path> file = options.out().map(console.directory()::resolve);
    options
        .out()
        .flatMap(out -> unwritable(file.orElse(out)).map(why -> out + ": " + why))
        .ifPresent(
            problem -> {
              throw options.usage("--out: cannot write " + problem);
            });
    if (options.format() == OutputOptions.Format.HTML
        && file.isEmpty()
        && console.outIsTerminal()) {
      throw options.usage(
          "--format: html is one file for a browser, not for a terminal; add --out report.html");
    }
    Style style = options.style(file.isEmpty() && console.outIsTerminal());
    Style errorStyle = options.style(console.errIsTerminal());
    return new ReportSink(
        console,
        options.format(),
        file,
        quiet,
        new TextReport(style, verbose),
        new TextReport(errorStyle, verbose));
  }

  /** Why {@code file} cannot be written; empty where it can. */
  static Optional<String> unwritable(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || Files.isDirectory(file)) {
      return Optional.of("it is a directory");
    }
    if (Files.exists(file)) {
      return Files.isWritable(file) ? Optional.empty() : Optional.of("permission denied");
    }
    if (!Files.isDirectory(parent)) {
      return Optional.of(
          Files.exists(parent)
              ? parent + " is not a directory"
              : "there is no directory " + parent);
    }
    return Files.isWritable(parent)
        ? Optional.empty()
        : Optional.of("permission denied in the directory " + parent);
  }

  void scenario(ScenarioResult result) {
    boolean toPeople = format == OutputOptions.Format.TEXT;
    if (toPeople) {
      String part =
          quiet && !result.failedUnexpectedly() ? text.unmet(result) : text.scenario(result) + "\n";
      if (file.isPresent()) {
        pending.append(part);
      } else {
        console.out().print(part);
        console.out().flush();
      }
    }
    if (!toPeople || file.isPresent()) {
      console.err().print(errors.unmet(result));
      console.err().flush();
    }
  }

  /**
   * Writes what is left; false, and a message, if that fails.
   *
   * @param textBehind follows the report for people
   * @param jsonBehind further fields of the report for programs
   */
  boolean finish(List<ScenarioResult> results, String textBehind, JsonReport.Fields jsonBehind) {
    return write(
        switch (format) {
          case JSON -> JsonReport.render(results, jsonBehind);
          case JUNIT -> JunitReport.render(results);
          case MARKDOWN -> MarkdownReport.render(results);
          case HTML -> HtmlReport.render(results);
          case TEXT -> (quiet ? "" : text.summary(results)) + textBehind;
        });
  }

  /** Writes the last part of a report; false, and a message, if that fails. */
  boolean write(String rest) {
    if (file.isEmpty()) {
      console.out().print(rest);
      console.out().flush();
      return true;
    }
    try {
      AtomicFile.write(file.get(), pending + rest);
      return true;
    } catch (IOException e) {
      console.err().println("ksim: error: cannot write " + file.get() + ": " + reason(e));
      console.err().flush();
      return false;
    }
  }

  /** What the operating system says; the exception's own message is often only the file's name. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such directory";
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException failure when failure.getReason() != null -> failure.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
