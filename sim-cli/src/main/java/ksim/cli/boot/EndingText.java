package ksim.cli.boot;

import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.symbol.SymbolTable;

/** How a boot ended, in words. */
public final class EndingText {
  private EndingText() {}

  /** One line, without its end. */
  public static String of(Ending ending, Machine machine, SymbolTable symbols) {
    return switch (ending) {
      case Ending.Stopped stopped -> of(stopped.stop(), machine, symbols);
      case Ending.Limited limited ->
          "the limit of %,d %s is reached (%s)"
              .formatted(
                  limited.value(),
                  limited.option().equals("--limit-cycles") ? "cycles" : "instructions",
                  limited.option());
      case Ending.Interrupted _ -> "interrupted";
      case Ending.Killed _ -> "ended by the debugger";
      case Ending.WithoutSnapshot without ->
          "%s; no snapshot was written, because cycle %,d was not reached"
              .formatted(of(without.ending(), machine, symbols), without.cycle());
      case Ending.OutputClosed _ -> "standard output cannot be written any more";
    };
  }

  private static String of(Stop stop, Machine machine, SymbolTable symbols) {
    return switch (stop) {
      case Stop.PowerOff off -> "the guest switched the machine off, CPU " + off.cpu();
      case Stop.Reset reset -> "the guest reset the machine, CPU " + reset.cpu();
      case Stop.DebugExit exit ->
          "the guest left with 0x%x at the debug-exit port, CPU %d"
              .formatted(exit.value(), exit.cpu());
      case Stop.TripleFault fault ->
          "triple fault on CPU %d at %s: %s, then #DF, then %s"
              .formatted(fault.cpu(), symbols.describe(fault.rip()), fault.first(), fault.last());
      case Stop.Unimplemented missing ->
          "CPU %d at %s needs what is not implemented: %s (%s: %s)"
              .formatted(
                  missing.cpu(),
                  symbols.describe(missing.rip()),
                  missing.feature(),
                  missing.bytes(),
                  missing.disassembly());
      case Stop.Halted _ ->
          machine.cpus().size() == 1
              ? "no progress: the CPU is halted, and nothing is left that could wake it"
              : "no progress: every CPU is halted, and nothing is left that could wake one";
      case Stop.Limit _, Stop.Intercepted _, Stop.EndOfCode _, Stop.Requested _, Stop.Debugged _ ->
          "stopped: " + stop;
    };
  }
}
