package ksim.core.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.fault.Vector;
import ksim.core.machine.Machine;
import ksim.core.symbol.SymbolTable;

/**
 * What a person wants to see of a machine whose guest has failed: registers, the code around RIP,
 * the page walk of the faulting address, the descriptor of the exception's handler, the call chain,
 * the blocks that were executed last, and where the other CPUs are.
 */
public final class CrashReport {
  private final Machine machine;
  private final SymbolTable symbols;
  private final Optional<LastBlocks> lastBlocks;

  /**
   * @param machine the machine, which has stopped
   * @param symbols names of the guest's addresses
   * @param lastBlocks what has remembered its blocks, if anything has
   */
  public CrashReport(Machine machine, SymbolTable symbols, Optional<LastBlocks> lastBlocks) {
    this.machine = machine;
    this.symbols = symbols;
    this.lastBlocks = lastBlocks;
  }

  /** The report, about the CPU that has caused the stop, or else the first. */
  public String text(Stop stop) {
    Cpu cpu = machine.cpus().get(culprit(stop));
    StringBuilder text = new StringBuilder();
    text.append("registers of CPU ").append(cpu.id).append(":\n");
    text.append(RegisterText.general(cpu, symbols)).append(RegisterText.system(cpu));
    text.append("code:\n");
    text.append(new CodeWindow(cpu, symbols).around(cpu.code().linear(cpu.rip)));
    List<Integer> vectors = vectors(stop);
    if (vectors.contains(Vector.PAGE_FAULT) && paging(cpu)) {
      text.append("page walk of the faulting address 0x%x (cr2):\n".formatted(cpu.control.cr2));
      text.append(PageWalkText.of(cpu.mmu.inspection().traceWalk(cpu.control.cr2)));
    }
    if (!vectors.isEmpty()) {
      text.append("interrupt descriptor table:\n");
      vectors.forEach(vector -> text.append(GateText.of(cpu, vector, symbols)));
    }
    appendCalls(text, cpu);
    lastBlocks.ifPresent(
        blocks -> text.append("last blocks:\n").append(blocks.text(cpu.id, symbols)));
    if (machine.cpus().size() > 1) {
      text.append("CPUs:\n").append(summary());
    }
    return text.toString();
  }

  /** Where each CPU is, a line each. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    for (Cpu cpu : machine.cpus()) {
      text.append("  CPU %d: %s".formatted(cpu.id, state(cpu)));
      text.append(", %,d instructions, %,d cycles\n".formatted(cpu.instructions, cpu.cycles));
    }
    return text.toString();
  }

  private String state(Cpu cpu) {
    if (cpu.interrupts.waitsForStartUp) {
      return "waits for a start-up message";
    }
    if (!cpu.interrupts.halted) {
      return "running at " + symbols.describe(cpu.code().linear(cpu.rip));
    }
    // RIP is behind the HLT of one byte, perhaps in the next function.
    return "halted at "
        + symbols.describe(cpu.code().linear(cpu.rip - 1))
        + (cpu.flags.interruptsEnabled() ? "" : " with interrupts disabled");
  }

  private void appendCalls(StringBuilder text, Cpu cpu) {
    CallChain chain = CallChain.of(cpu);
    text.append("call chain").append(chain.guessed() ? heading(chain) : "").append(":\n");
    text.append("  #0  ").append(symbols.describe(cpu.code().linear(cpu.rip))).append('\n');
    int number = 1;
    for (long address : chain.returns()) {
      text.append(
          "  #%-2d %s\n".formatted(number++, symbols.describeReturn(cpu.code().linear(address))));
    }
  }

  private static String heading(CallChain chain) {
    return chain.returns().isEmpty()
        ? " (no caller found)"
        : " (a guess: no frame pointers, but these look like return addresses on the stack)";
  }

  private static boolean paging(Cpu cpu) {
    return (cpu.control.cr0 & ControlRegisters.CR0_PG) != 0;
  }

  /** The vectors that a stop is about. */
  private static List<Integer> vectors(Stop stop) {
    List<Integer> vectors = new ArrayList<>();
    if (stop instanceof Stop.TripleFault fault) {
      vectors.add(fault.firstVector());
      vectors.add(Vector.DOUBLE_FAULT);
      vectors.add(fault.lastVector());
    }
    return vectors.stream().distinct().toList();
  }

  private static int culprit(Stop stop) {
    return switch (stop) {
      case Stop.TripleFault fault -> fault.cpu();
      case Stop.Unimplemented missing -> missing.cpu();
      case Stop.DebugExit exit -> exit.cpu();
      case Stop.PowerOff off -> off.cpu();
      case Stop.Reset reset -> reset.cpu();
      case Stop.Intercepted event -> event.cpu();
      case Stop.Requested request -> request.cpu();
      case Stop.Debugged stopped -> stopped.cpu();
      case Stop.Limit _, Stop.Halted _, Stop.EndOfCode _ -> 0;
    };
  }
}
