package ksim.core.cycles;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.fault.Vector;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.sandbox.PageTables;
import ksim.core.sandbox.ProgramState;
import ksim.core.sandbox.RegisterState;
import ksim.core.sandbox.Sandbox;
import ksim.core.timing.BlockProfile;
import ksim.core.timing.DetailedTiming;
import ksim.core.timing.TimingLevel;
import ksim.core.timing.pipeline.Pipeline;

/**
 * A machine that runs one program as BHive's harness does: in ring 3, every page that it touches
 * mapped to one frame, which is filled with a value that is also the address of a page, and which
 * all registers hold.
 */
final class MeasuringMachine {
  /** What registers and memory hold: BHive's {@code init_value}. */
  static final long VALUE = 0x232_4000;

  /** RSP: the middle of the page. */
  private static final long STACK = VALUE + 2048;

  /** RBP: that, aligned and less 16, as BHive's {@code align_stack} makes it. */
  private static final long FRAME_POINTER = STACK - 16;

  /** FTZ and DAZ, and all exceptions masked. */
  private static final int MXCSR = 0x9fc0;

  /** Where loads are that run before a program, and the pages that they are from. */
  private static final long EVICTION = 0x5000_0000L;

  private static final long EVICTION_PAGES = 0x6000_0000L;

  /** More pages than first-level TLBs hold. */
  private static final int EVICTION_LOADS = 128;

  private static final int LOAD_BYTES = 7;

  /** As many pages as BHive's harness maps on demand. */
  private static final int MOST_PAGES = 1024;

  private static final long MEMORY_BYTES = 64L << 20;
  private static final long TABLES = 0x10_0000;
  private static final long QUANTUM = 1L << 40;
  private static final long FOREVER = Long.MAX_VALUE >> 1;
  private static final int PRESENT_ERROR = 1;
  private static final long SEED = 0;
  private static final long PAGE_MASK = -PageTables.PAGE_BYTES;

  private final MeasuredProgram program;
  private final Machine machine;
  private final Cpu cpu;
  private final PageTables tables;
  private final long frame;
  private final Set<Long> pages = new HashSet<>();
  private long executedBefore;

  /**
   * @param core the core description, perhaps with changed parameters
   */
  MeasuringMachine(String core, TimingLevel timing, MeasuredProgram program) {
    this.program = program;
    byte[] code = program.code();
    long address = program.address();
    machine = machine(core, timing);
    machine.interceptExceptions();
    cpu = machine.cpus().getFirst();
    tables = new PageTables(machine.memory(), TABLES);
    ProgramState.mapDescriptors(machine.memory(), tables);
    ProgramState.load(cpu, tables.root(), CodeMode.BITS_64, 3);
    frame = tables.newFrame();
    machine.endAt(address + code.length);
    int before = (int) (address & (PageTables.PAGE_BYTES - 1));
    for (int at = -before; at < code.length; at += PageTables.PAGE_BYTES) {
      long physical = tables.newClearFrame();
      int from = Math.max(at, 0);
      int to = Math.min(at + PageTables.PAGE_BYTES, code.length);
      machine.memory().writeBytes(physical + from - at, code, from, to - from);
      tables.mapReadOnly(address + at, physical);
    }
    mapEviction();
  }

  private static Machine machine(String core, TimingLevel timing) {
    return new Machine(
        new MachineConfiguration(
                1, MEMORY_BYTES, core, timing, QUANTUM, CpuModels.everything(), SEED)
            .with(Tiering.interpreted()),
        value -> {});
  }

  /**
   * Straight code that loads a byte of each of many pages, {@code mov al, [page]}, and then waits
   * until that is done, {@code cpuid}, so that nothing of it is under way when the program starts.
   * They are of a frame of their own: the last stores of the run before concern no load of it.
   */
  private void mapEviction() {
    long code = tables.newClearFrame();
    long data = tables.newClearFrame();
    tables.mapReadOnly(EVICTION, code);
    for (int i = 0; i < EVICTION_LOADS; i++) {
      long page = EVICTION_PAGES + (long) i * PageTables.PAGE_BYTES;
      machine.memory().write(code + (long) LOAD_BYTES * i, 3, 0x25_048a);
      machine.memory().write(code + (long) LOAD_BYTES * i + 3, Integer.BYTES, page);
      tables.mapReadOnly(page, data);
    }
    machine.memory().write(code + (long) LOAD_BYTES * EVICTION_LOADS, 2, 0xa20f);
  }

  /**
   * The out-of-order core.
   *
   * @throws IllegalStateException if the timing level has none
   */
  Pipeline pipeline() {
    if (machine.timing(0) instanceof DetailedTiming detailed) {
      return detailed.pipeline();
    }
    throw new IllegalStateException("only the timing level detailed has a pipeline");
  }

  /** Number of the body's instructions of which the timing level has no figure. */
  int withoutFigure() {
    return program.body().instructions().stream()
        .map(instruction -> machine.timing(0).profile(List.of(instruction), program.address(), 0))
        .mapToInt(BlockProfile::withoutFigure)
        .sum();
  }

  /** Number of pages that have been mapped on demand. */
  int pages() {
    return pages.size();
  }

  /**
   * Sets registers and memory to what they are before each run. Second-level TLBs keep what they
   * hold; those of the first level do not: BHive's measurements have a miss for each page that a
   * block comes to, since the kernel has run in between.
   */
  void start() {
    registers(EVICTION).loadInto(cpu);
    machine.limitInstructions(cpu.instructions + EVICTION_LOADS + 1);
    machine.run(FOREVER);
    for (int at = 0; at < PageTables.PAGE_BYTES; at += Long.BYTES) {
      machine.memory().write(frame + at, Long.BYTES, VALUE);
    }
    registers(program.address()).loadInto(cpu);
    executedBefore = cpu.instructions;
  }

  private static RegisterState registers(long rip) {
    RegisterState initial = RegisterState.initial();
    long[] general = new long[RegisterState.GENERAL];
    Arrays.fill(general, VALUE);
    general[Cpu.RSP] = STACK;
    general[Cpu.RBP] = FRAME_POINTER;
    return new RegisterState(
        rip, initial.rflags(), general, initial.vector(), MXCSR, initial.floatingPoint());
  }

  /**
   * Runs on until so many instructions have been executed since the start. A repeated string
   * instruction that meets a missing page goes on where it was: from the start anew for each of its
   * pages it would take hours.
   *
   * @return the clock, in core cycles since the machine was switched on; empty if a page has had to
   *     be mapped, and the program must start again
   * @throws RefusedException if the program cannot be run so far
   */
  OptionalLong runTo(long instructions) throws RefusedException {
    machine.limitInstructions(executedBefore + instructions);
    Stop stop = machine.run(FOREVER);
    while (stop instanceof Stop.Intercepted fault && repeats(fault.rip())) {
      mapFor(fault);
      stop = machine.run(FOREVER);
    }
    return switch (stop) {
      case Stop.Limit _ -> OptionalLong.of(cpu.cycles);
      case Stop.Intercepted fault -> {
        mapFor(fault);
        yield OptionalLong.empty();
      }
      case Stop.Unimplemented missing ->
          throw refusal(
              Refusal.Kind.UNIMPLEMENTED,
              missing.rip(),
              "needs what is not implemented: " + missing.feature());
      default -> throw refusal(Refusal.Kind.ENDLESS, cpu.rip, "halts the CPU");
    };
  }

  private boolean repeats(long rip) {
    CodeBlock block = program.body();
    int offset = (int) ((rip - program.address()) % block.bytes().length);
    return offset >= 0
        && block.instructions().get(block.indexAt(offset)).repeat() != RepeatPrefix.NONE;
  }

  private void mapFor(Stop.Intercepted fault) throws RefusedException {
    if (fault.vector() != Vector.PAGE_FAULT) {
      throw refusal(Refusal.Kind.FAULT, fault.rip(), "raises " + name(fault));
    }
    long address = cpu.control.cr2;
    boolean absent = (fault.errorCode().orElse(0) & PRESENT_ERROR) == 0;
    if (!absent || Sandbox.isReserved(address, 1)) {
      throw refusal(
          Refusal.Kind.FAULT,
          fault.rip(),
          "raises a page fault at 0x%x, where nothing can be mapped".formatted(address));
    }
    if (pages.size() == MOST_PAGES) {
      throw refusal(
          Refusal.Kind.PAGES,
          fault.rip(),
          "touches yet another page: at most %,d are mapped".formatted(MOST_PAGES));
    }
    pages.add(address & PAGE_MASK);
    tables.mapForProgram(address & PAGE_MASK, frame);
  }

  private static String name(Stop.Intercepted fault) {
    String vector = Vector.name(fault.vector());
    return fault.errorCode().isPresent()
        ? "%s(0x%x)".formatted(vector, fault.errorCode().getAsInt())
        : vector;
  }

  private RefusedException refusal(Refusal.Kind kind, long rip, String what) {
    CodeBlock block = program.body();
    int offset = (int) ((rip - program.address()) % block.bytes().length);
    int index = block.indexAt(Math.max(offset, 0));
    return new RefusedException(
        kind, block.offset(index), "%s %s".formatted(block.text(index), what));
  }
}
