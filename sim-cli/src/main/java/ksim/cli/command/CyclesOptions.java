package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import ksim.cli.diag.Style;
import ksim.cli.report.AtomicFile;
import ksim.core.cycles.Protocol;
import picocli.CommandLine.Option;

/** Options of {@code ksim cycles} that hold for one block and for many. */
final class CyclesOptions {
  /** Form of a result. */
  enum Format {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON,
    /** For a browser. */
    HTML,
    /** For tables. */
    CSV
  }

  @Option(
      names = "--core",
      paramLabel = "CORE",
      defaultValue = "skylake",
      description =
          "The core, perhaps with other values of its parameters:"
              + " 'skylake,issue-width=3'. Default: skylake. See 'ksim list'.")
  private String core = "skylake";

  @Option(
      names = "--loop",
      description =
          "Measure the block as the body of a loop, which comes from the micro-operation"
              + " cache. If it does not end in a jump to its start it gets one, which counts.")
  private boolean loop;

  @Option(
      names = "--format",
      paramLabel = "text|json|html|csv",
      description =
          "Form of the result: text, json; html with --explain or --timeline; csv with"
              + " --csv or --score. Default: text.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to FILE in one piece instead of standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "Colours in text: auto means on a terminal only. Default: auto.")
  private String color = "auto";

  String core() {
    return core;
  }

  Protocol protocol() {
    return loop ? Protocol.LOOP : Protocol.UNROLLED;
  }

  /** Form of the result. */
  Format format() {
    String name = format.orElse("text");
    return switch (name) {
      case "text" -> Format.TEXT;
      case "json" -> Format.JSON;
      case "html" -> Format.HTML;
      case "csv" -> Format.CSV;
      default ->
          throw new UsageException(
              "--format: found '" + name + "', expected text, json, html or csv");
    };
  }

  /**
   * Checks that what is written to can be written.
   *
   * @throws UsageException if it cannot
   */
  void checkOut(Console console) {
    out.map(console.directory()::resolve)
        .flatMap(ReportSink::unwritable)
        .ifPresent(
            why -> {
              throw new UsageException("--out: cannot write " + out.orElseThrow() + ": " + why);
            });
  }

  /** Writes to standard output, or a file in one piece; the exit code that says if that failed. */
  int write(Console console, String text) {
    Optional<Path> file = out.map(console.directory()::resolve);
    try {
      if (file.isPresent()) {
        AtomicFile.write(file.get(), text);
      } else {
        console.out().print(text);
        console.out().flush();
      }
      return ExitCode.OK;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      String target = out.map(path -> "cannot write " + path + ": ").orElse("");
      console.err().println("ksim: error: " + target + reason);
      console.err().flush();
      return ExitCode.USAGE;
    }
  }

  Style style(Console console) {
    return style(out.isEmpty() && console.outIsTerminal());
  }

  Style errorStyle(Console console) {
    return style(console.errIsTerminal());
  }

  private Style style(boolean terminal) {
    return switch (color.toLowerCase(Locale.ROOT)) {
      case "auto" -> new Style(terminal && System.getenv("NO_COLOR") == null);
      case "always" -> new Style(true);
      case "never" -> Style.PLAIN;
      default ->
          throw new UsageException(
              "--color: found '" + color + "', expected auto, always or never");
    };
  }
}
