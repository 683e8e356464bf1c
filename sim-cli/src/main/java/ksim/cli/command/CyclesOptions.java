package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ksim.cli.cycles.BlockKeys;
import ksim.cli.cycles.BlockResult;
import ksim.cli.diag.Style;
import ksim.cli.report.AtomicFile;
import ksim.core.cycles.Protocol;
import ksim.core.timing.description.CoreDescription;
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

  private static final int MOST_ITERATIONS = 100;
  private static final int MOST_WORST = 100_000;

  @Option(
      names = "--core",
      paramLabel = "CORE",
      defaultValue = "skylake",
      description = {
        "The core, perhaps with other values of its parameters: 'skylake,issue-width=3'. Default:",
        "skylake. See 'ksim list'."
      })
  private String core = "skylake";

  @Option(
      names = "--loop",
      description = {
        "Measure the block as the body of a loop, which comes from the micro-operation cache. If"
            + " it",
        "does not end in a jump to its start it gets one, which counts."
      })
  private boolean loop;

  @Option(
      names = "--explain",
      description = {
        "With --hex, say how the cycles come about: micro-operations, ports, the critical path and",
        "what it is made of."
      })
  private boolean explain;

  @Option(
      names = "--timeline",
      description = {
        "With --hex, draw when each micro-operation of the first iterations is issued, executed"
            + " and",
        "retired."
      })
  private boolean timeline;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Iterations that --timeline shows, 1 to 100. Default: 3, in HTML 10.")
  private Optional<String> iterations = Optional.empty();

  @Option(
      names = "--worst",
      paramLabel = "N",
      description = "With --score, list the N blocks with the largest errors. Default: 0.")
  private Optional<String> worst = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "form|mnemonic|size|bottleneck",
      description = {
        "With --score, list errors by what blocks have in common: a form of instruction, a"
            + " mnemonic,",
        "the number of instructions, what limits it; the groups with most errors first, 40 or as",
        "--worst says."
      })
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = {
        "With --score, compare with earlier predictions: FILE is what --csv has printed. --worst",
        "then lists also what has become worse."
      })
  private Optional<String> compare = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|json|html|csv",
      description = {
        "Form of the result: text; with --explain or --timeline json or html; with --score csv.",
        "Default: text."
      })
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
    try {
      return CoreDescription.load(core).name();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--core: " + e.getMessage());
    }
  }

  Protocol protocol() {
    return loop ? Protocol.LOOP : Protocol.UNROLLED;
  }

  int worst() {
    return worst.map(text -> (int) UsageException.number("--worst", text, 0, MOST_WORST)).orElse(0);
  }

  /** The names of the groups that a block belongs to, if groups are asked for. */
  Optional<Function<BlockResult, Set<String>>> group() {
    return group.map(
        name ->
            switch (name) {
              case "form" -> BlockKeys::forms;
              case "mnemonic" -> BlockKeys::mnemonics;
              case "size" -> BlockKeys::sizes;
              case "bottleneck" -> BlockKeys::bottlenecks;
              default ->
                  throw new UsageException(
                      "--group: found '" + name + "', expected form, mnemonic, size or bottleneck");
            });
  }

  /** Whether blocks are grouped by what limits them. */
  boolean groupsByBottleneck() {
    return group.filter("bottleneck"::equals).isPresent();
  }

  /** A file of earlier predictions. */
  Optional<String> compare() {
    return compare;
  }

  /** Whether cycles are to be explained. */
  boolean explain() {
    return explain;
  }

  /** Whether a time line is wanted. */
  boolean timeline() {
    return timeline;
  }

  /** Iterations of the time line. */
  int iterations(int standard) {
    return iterations
        .map(text -> (int) UsageException.number("--iterations", text, 1, MOST_ITERATIONS))
        .orElse(standard);
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

  /** Writes to standard output, or a file in one piece; false, and a message, if that fails. */
  boolean write(Console console, String text) {
    Optional<Path> file = out.map(console.directory()::resolve);
    try {
      if (file.isPresent()) {
        AtomicFile.write(file.get(), text);
      } else {
        console.out().print(text);
        console.out().flush();
      }
      return true;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      console.err().println("ksim: error: " + reason);
      console.err().flush();
      return false;
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
