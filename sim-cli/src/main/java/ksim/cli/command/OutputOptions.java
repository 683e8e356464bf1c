package ksim.cli.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import ksim.cli.diag.Style;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options on what is written where; shared by commands. */
final class OutputOptions {
  /** Form of a report. */
  enum Format {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON,
    /** For CI systems: JUnit XML. */
    JUNIT,
    /** For a pull request. */
    MARKDOWN,
    /** For a browser, in one file. */
    HTML
  }

  @Spec(Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "Form of the report: text, json, junit, markdown or html. Default: text. See"
              + " sim-cli/docs/reports.md.")
  private String format = "text";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report to FILE in one piece instead of standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "Colours in text: auto means on a terminal only. Default: auto.")
  private String color = "auto";

  Format format() {
    return switch (format) {
      case "text" -> Format.TEXT;
      case "json" -> Format.JSON;
      case "junit" -> Format.JUNIT;
      case "markdown" -> Format.MARKDOWN;
      case "html" -> Format.HTML;
      default ->
          throw usage(
              "--format: found '" + format + "', expected text, json, junit, markdown or html");
    };
  }

  Optional<Path> out() {
    return out;
  }

  /** Colours for a stream that is a terminal or not. */
  Style style(boolean terminal) {
    return switch (color.toLowerCase(Locale.ROOT)) {
      case "auto" -> new Style(terminal && System.getenv("NO_COLOR") == null);
      case "always" -> new Style(true);
      case "never" -> Style.PLAIN;
      default -> throw usage("--color: found '" + color + "', expected auto, always or never");
    };
  }

  /** An error in the use of these options. */
  ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
