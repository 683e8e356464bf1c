package ksim.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.cli.boot.TraceOptionText;
import ksim.core.symbol.SymbolTable;
import ksim.core.trace.TraceSelection;
import picocli.CommandLine.Option;

/** Options of {@code ksim boot} that say what is seen of the run. */
final class WatchOptions {
  private static final int MOST_BLOCKS = 1 << 20;

  @Option(
      names = "--trace",
      paramLabel = "KIND[,KIND...][:RANGE]",
      description =
          "Trace instructions, blocks, exceptions, interrupts, devices, msrs, control, "
              + "cr3. A range is SYMBOL, FROM-TO in addresses, cycles=FROM-TO, "
              + "instructions=FROM-TO or cpu=N; several ranges, each after a colon, must all "
              + "hold. May be given several times.")
  private List<String> traces = List.of();

  @Option(
      names = "--trace-out",
      paramLabel = "FILE",
      description = "Write the trace to FILE instead of standard error.")
  private Optional<Path> traceOut = Optional.empty();

  @Option(
      names = "--last-blocks",
      paramLabel = "N",
      description = "Remember the last N blocks of code of each CPU, for the report on a crash.")
  private Optional<String> lastBlocks = Optional.empty();

  @Option(
      names = "--stats",
      description =
          "Print what was counted: instructions, cycles, exceptions, interrupts, page "
              + "walks, caches, devices.")
  private boolean stats;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Form of --stats. Default: text.")
  private String format = "text";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write --stats to FILE in one piece instead of standard error.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = {"-v", "--verbose"},
      description = "Say how the run ended, with the report of a crash, whatever the reason.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress line, and of a failure its first line only.")
  private boolean quiet;

  /** Checks what needs no file of the guest's. */
  void check(Console console) {
    json();
    blocks();
    if (verbose && quiet) {
      throw new UsageException("-v: cannot be combined with -q");
    }
    if (traceOut.isPresent() && traces.isEmpty()) {
      throw new UsageException("--trace-out: nothing is traced; --trace says what");
    }
    if (!stats && (out.isPresent() || !format.equals("text"))) {
      throw new UsageException("--out and --format are those of --stats, which is not given");
    }
    out(console);
    Optional<Path> trace = traceFile(console).map(Path::normalize);
    if (trace.isPresent() && trace.equals(out(console).map(Path::normalize))) {
      throw new UsageException("--trace-out: is the file of --out; give each its own");
    }
  }

  /** Whether statistics are wanted. */
  boolean stats() {
    return stats;
  }

  /** Whether they are wanted as JSON. */
  boolean json() {
    return switch (format) {
      case "text" -> false;
      case "json" -> true;
      default ->
          throw new UsageException("--format: found '" + format + "', expected text or json");
    };
  }

  /** The file of the statistics. */
  Optional<Path> out(Console console) {
    return writable(console, "--out", out);
  }

  /** The file of the trace. */
  Optional<Path> traceFile(Console console) {
    return writable(console, "--trace-out", traceOut);
  }

  private static Optional<Path> writable(Console console, String option, Optional<Path> file) {
    Optional<Path> resolved = file.map(console.directory()::resolve);
    resolved
        .flatMap(ReportSink::unwritable)
        .ifPresent(
            why -> {
              throw new UsageException(
                  option + ": cannot write " + file.orElseThrow() + ": " + why);
            });
    return resolved;
  }

  /** Whether anything is traced. */
  boolean traces() {
    return !traces.isEmpty();
  }

  /** What is traced. */
  List<TraceSelection> selections(SymbolTable symbols) {
    List<TraceSelection> selections = new ArrayList<>();
    for (String trace : traces) {
      try {
        selections.add(new TraceOptionText(symbols).parse(trace));
      } catch (TraceOptionText.Malformed e) {
        throw new UsageException("--trace: " + e.text());
      }
    }
    return selections;
  }

  /** How many blocks are remembered; 0 for none. */
  int blocks() {
    return lastBlocks
        .map(text -> (int) UsageException.number("--last-blocks", text, 1, MOST_BLOCKS))
        .orElse(0);
  }

  /** Whether more is said than usual. */
  boolean verbose() {
    return verbose;
  }

  /** Whether less is said than usual. */
  boolean quiet() {
    return quiet;
  }
}
