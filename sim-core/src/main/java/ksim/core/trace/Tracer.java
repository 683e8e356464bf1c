package ksim.core.trace;

import java.util.List;
import java.util.function.Consumer;
import ksim.core.machine.Machine;
import ksim.core.symbol.SymbolTable;

/**
 * Traces a machine. What is not selected costs nothing: code is observed by probes in the decoded
 * code, devices by listeners that are there only when they are traced.
 */
public final class Tracer {
  private final Machine machine;
  private final InstructionTrace instructions;

  /**
   * Begins to trace.
   *
   * @param machine a machine that does not run at the moment
   * @param selections what to trace, at least one
   * @param symbols names of the guest's addresses
   * @param lines receives each line, without its end
   */
  public Tracer(
      Machine machine,
      List<TraceSelection> selections,
      SymbolTable symbols,
      Consumer<String> lines) {
    this.machine = machine;
    TraceOutput output = new TraceOutput(lines);
    instructions = new InstructionTrace(selections, machine.cpus().size(), symbols, output);
    if (selects(selections, TraceKind.INSTRUCTIONS)) {
      machine.observe(instructions);
    }
    machine.observe(new EventTrace(selections, symbols, output));
    if (selections.stream().anyMatch(Tracer::needsCode)) {
      machine.observeCode(new CodeTrace(selections, symbols, output));
      machine.observeCode(instructions);
    }
    if (selects(selections, TraceKind.DEVICES)) {
      machine.listenToDevices(new DeviceTrace(selections, machine, output));
    }
  }

  private static boolean selects(List<TraceSelection> selections, TraceKind kind) {
    return selections.stream().anyMatch(selection -> selection.kinds().contains(kind));
  }

  private static boolean needsCode(TraceSelection selection) {
    return selection.kinds().stream()
        .anyMatch(
            kind ->
                switch (kind) {
                  case INSTRUCTIONS, BLOCKS, MSRS, CONTROL, CR3 -> true;
                  case EXCEPTIONS, INTERRUPTS, DEVICES -> false;
                });
  }

  /** The run is over: writes what is left. */
  public void finish() {
    instructions.close(machine.cpus());
  }
}
