package ksim.core.host.timing;

import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.sandbox.PageTables;
import ksim.core.sandbox.ProgramState;
import ksim.core.sandbox.RegisterState;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.PhysicalMemory;

/** Runs routines on a machine of ksim's with timing level detailed, and reads its clock. */
final class SimulatedTimer {
  private static final long MEMORY_BYTES = 16 << 20;
  private static final long TABLES = 0x10_0000;
  private static final long CODE = 0x40_0000;
  private static final long MEMORY = 0x80_0000;
  private static final long STACK = 0xc0_0000;
  private static final long END = 0xe0_0000;
  private static final long QUANTUM = 1L << 40;
  private static final int PAGE = PageTables.PAGE_BYTES;

  private final Machine machine;
  private final Cpu cpu;
  private final PageTables tables;
  private final TimedBlock block;
  private final long stackFrame;

  private SimulatedTimer(String core, TimedBlock block) {
    this.block = block;
    machine =
        new Machine(
            new MachineConfiguration(
                    1, MEMORY_BYTES, core, TimingLevel.DETAILED, QUANTUM, CpuModels.everything(), 0)
                .with(Tiering.interpreted()),
            value -> {});
    machine.interceptExceptions();
    cpu = machine.cpus().getFirst();
    PhysicalMemory memory = machine.memory();
    tables = new PageTables(memory, TABLES);
    ProgramState.mapDescriptors(memory, tables);
    byte[] code = TimedRoutine.of(block);
    for (int at = 0; at < code.length; at += PAGE) {
      long frame = tables.newClearFrame();
      memory.writeBytes(frame, code, at, Math.min(PAGE, code.length - at));
      tables.mapForProgram(CODE + at, frame);
    }
    for (int at = 0; at < TimedRoutine.MEMORY_BYTES; at += PAGE) {
      tables.mapForProgram(MEMORY + at, tables.newClearFrame());
    }
    stackFrame = tables.newClearFrame();
    tables.mapForProgram(STACK, stackFrame);
    machine.endAt(END);
  }

  /**
   * Times a block as {@link HostTimer#cycles} does.
   *
   * @param core the core description, perhaps with changed parameters
   * @param iterations of its loop; the clock counts over three times as many
   * @return core cycles of one copy of its body
   */
  static double cycles(String core, TimedBlock block, int iterations) {
    SimulatedTimer timer = new SimulatedTimer(core, block);
    timer.ticks(iterations);
    long few = timer.ticks(iterations);
    long many = timer.ticks(4L * iterations);
    return (double) (many - few) / (3L * iterations * block.copies());
  }

  private long ticks(long iterations) {
    long[] general = new long[RegisterState.GENERAL];
    general[Cpu.RDI] = MEMORY;
    general[Cpu.RSI] = iterations;
    general[Cpu.RSP] = STACK + PAGE - Long.BYTES;
    machine.memory().write(stackFrame + PAGE - Long.BYTES, Long.BYTES, END);
    RegisterState initial = RegisterState.initial();
    ProgramState.load(cpu, tables.root(), CodeMode.BITS_64, 3);
    new RegisterState(
            CODE,
            initial.rflags(),
            general,
            initial.vector(),
            initial.mxcsr(),
            initial.floatingPoint())
        .loadInto(cpu);
    long before = cpu.cycles;
    Stop stop = machine.run(Long.MAX_VALUE >> 1);
    if (!(stop instanceof Stop.EndOfCode)) {
      throw new IllegalStateException(block.name() + " stops with " + stop);
    }
    return cpu.cycles - before;
  }
}
