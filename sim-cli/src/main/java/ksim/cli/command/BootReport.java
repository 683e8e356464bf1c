package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import ksim.cli.boot.BootStatistics;
import ksim.cli.boot.Ending;
import ksim.cli.boot.EndingText;
import ksim.cli.boot.StatisticsJson;
import ksim.cli.boot.StatisticsText;
import ksim.cli.report.AtomicFile;
import ksim.core.diagnosis.CrashReport;
import ksim.core.diagnosis.LastBlocks;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.observe.EventCounts;
import ksim.core.symbol.SymbolTable;

/** What is said of a boot when it has ended, and the exit code that goes with it. */
final class BootReport {
  private final Console console;
  private final WatchOptions watch;
  private final Machine machine;
  private final SymbolTable symbols;
  private final Optional<LastBlocks> lastBlocks;

  BootReport(
      Console console,
      WatchOptions watch,
      Machine machine,
      SymbolTable symbols,
      Optional<LastBlocks> lastBlocks) {
    this.console = console;
    this.watch = watch;
    this.machine = machine;
    this.symbols = symbols;
    this.lastBlocks = lastBlocks;
  }

  /**
   * Says how a boot has ended.
   *
   * @param nanos how long it took the host
   * @param events what was counted of it
   * @param image name of the kernel
   * @return the exit code
   */
  int write(Ending ending, long nanos, EventCounts events, String image) {
    int code = exitCode(ending);
    describe(ending);
    return writeStatistics(ending, code, nanos, events, image) ? code : ExitCode.USAGE;
  }

  /** ksim itself has failed: where the guest was. */
  void internalError() {
    console.err().print(crashReport().text(new Stop.Halted()));
  }

  private CrashReport crashReport() {
    return new CrashReport(machine, symbols, lastBlocks);
  }

  /** The exit code that says how it ended. */
  private static int exitCode(Ending ending) {
    return switch (ending) {
      case Ending.Stopped(Stop.DebugExit exit) -> exit.status();
      case Ending.Stopped(Stop.PowerOff _), Ending.Stopped(Stop.Reset _) -> ExitCode.OK;
      case Ending.Killed _ -> ExitCode.OK;
      case Ending.Stopped _, Ending.Limited _, Ending.WithoutSnapshot _ -> ExitCode.GUEST_FAILED;
      case Ending.Interrupted _ -> ExitCode.INTERRUPTED;
      case Ending.OutputClosed _ -> ExitCode.OUTPUT_CLOSED;
    };
  }

  private void describe(Ending ending) {
    boolean left =
        ending instanceof Ending.Stopped(Stop stop)
            && (stop instanceof Stop.DebugExit
                || stop instanceof Stop.PowerOff
                || stop instanceof Stop.Reset);
    if (left && !watch.verbose()) {
      return;
    }
    if (console.errIsTerminal() && console.outIsTerminal()) {
      console.err().println(); // the guest may have left its line open
    }
    console.err().println("ksim: " + EndingText.of(ending, machine, symbols));
    if (!watch.quiet()) {
      console.err().print(details(ending));
    }
    console.err().flush();
  }

  private String details(Ending ending) {
    return switch (ending) {
      case Ending.Stopped(Stop.TripleFault stop) -> crash(stop);
      case Ending.Stopped(Stop.Unimplemented stop) -> crash(stop);
      case Ending.Stopped(Stop stop) when watch.verbose() -> crashReport().text(stop);
      case Ending.WithoutSnapshot(Ending why, long _) -> details(why);
      case Ending.Killed _ -> "";
      case Ending.Limited _, Ending.Interrupted _ when watch.verbose() ->
          crashReport().text(new Stop.Limit());
      default -> crashReport().summary();
    };
  }

  private String crash(Stop stop) {
    String hint =
        lastBlocks.isEmpty()
            ? "last blocks: not kept; --last-blocks N shows them, in the same run once more\n"
            : "";
    return crashReport().text(stop) + hint;
  }

  private boolean writeStatistics(
      Ending ending, int code, long nanos, EventCounts events, String image) {
    if (!watch.stats()) {
      return true;
    }
    BootStatistics counts = BootStatistics.of(machine, events, nanos);
    String text =
        watch.json()
            ? StatisticsJson.of(counts, image, EndingText.of(ending, machine, symbols), code)
            : StatisticsText.of(counts);
    Optional<Path> file = watch.out(console);
    if (file.isEmpty()) {
      console.err().print(text);
      return true;
    }
    try {
      AtomicFile.write(file.get(), text);
      return true;
    } catch (IOException e) {
      console.err().println("ksim: error: cannot write " + file.get() + ": " + e.getMessage());
      return false;
    }
  }
}
