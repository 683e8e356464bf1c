package ksim.core.sandbox;

import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.fault.Vector;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModel;
import ksim.core.timing.TimingLevel;

/**
 * A machine that runs snippets one after the other, each as if it were the first. Only what code in
 * ring 3 can change is set back in between: after a snippet in ring 0 it must not be used again,
 * nor after any where cycles depend on what caches and predictors remember.
 */
final class SandboxMachine {
  private static final long MEMORY_BYTES = 256L << 20;
  private static final long QUANTUM = 1L << 40;
  private static final long FOREVER = Long.MAX_VALUE >> 1;

  private static final int LONGEST_INSTRUCTION = 15;
  private static final long SEED = 0;

  private final Machine machine;
  private final Cpu cpu;
  private final SandboxMemory memory;

  SandboxMachine(TimingLevel timing, CpuModel model, String core) {
    machine =
        new Machine(
            new MachineConfiguration(1, MEMORY_BYTES, core, timing, QUANTUM, model, SEED),
            value -> {});
    machine.interceptExceptions();
    cpu = machine.cpus().getFirst();
    memory = new SandboxMemory(machine.memory());
  }

  /** Loads a snippet. */
  void load(Snippet snippet) {
    memory.prepare(snippet);
    machine.endAt(snippet.end());
    cpu.cycles = 0;
    cpu.instructions = 0;
    ProgramState.load(cpu, memory.root(), snippet.mode(), snippet.ring());
    snippet.registers().loadInto(cpu);
  }

  /** Runs until so many instructions have been executed in all, or something else ends the run. */
  Stop run(long instructions) {
    machine.limitInstructions(instructions);
    return machine.run(FOREVER);
  }

  /** Instructions completed so far. */
  long instructions() {
    return cpu.instructions;
  }

  /** The state before an instruction. */
  StepStart startStep() {
    byte[] code = memory.peek(cpu.code().linear(cpu.rip), LONGEST_INSTRUCTION);
    return new StepStart(code, cpu.code().mode(), RegisterState.of(cpu), memory.snapshot());
  }

  /** The instruction that has been executed since. */
  Step finishStep(StepStart start) {
    return new Step(
        start.code(),
        start.mode(),
        start.registers(),
        RegisterState.of(cpu),
        SandboxMemory.changes(start.memory(), memory.snapshot()),
        cpu.cycles);
  }

  /** The result of a snippet that has come to its end. */
  SnippetResult result(Snippet snippet, Ending ending) {
    return new SnippetResult(
        ending, RegisterState.of(cpu), memory.result(snippet), cpu.instructions, cpu.cycles);
  }

  /** The ending that a stop of the machine stands for. */
  Ending ending(Stop stop, Snippet snippet) {
    return switch (stop) {
      case Stop.EndOfCode _ -> new Ending.End();
      case Stop.Limit _ ->
          snippet.instructions().isPresent() ? new Ending.End() : new Ending.Limit();
      case Stop.Intercepted event ->
          new Ending.Fault(
              event.vector(),
              event.errorCode(),
              event.vector() == Vector.PAGE_FAULT
                  ? OptionalLong.of(cpu.control.cr2)
                  : OptionalLong.empty());
      case Stop.Unimplemented missing ->
          new Ending.Unimplemented(missing.feature(), missing.bytes(), missing.disassembly());
      case Stop.Halted _ -> new Ending.Halted();
      case Stop.DebugExit exit -> new Ending.Exit(exit.value());
      case Stop.TripleFault _, Stop.Requested _, Stop.Debugged _, Stop.PowerOff _, Stop.Reset _ ->
          throw new IllegalStateException(stop.toString());
    };
  }
}
