package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.sched.kernel.KernelBuilder;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.KernelParameters;
import ksim.sched.kernel.ThreadDescriptor;
import ksim.sched.stack.StackDesign;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.ModelKernelView;

/** A kernel with a program written by hand, and the instruments on it. */
final class InstrumentedKernel {
  private static final long MEMORY = 32 << 20;

  private final StackDesign design;
  private final KernelBuilder builder;
  private final List<Consumer<Running>> hooks = new ArrayList<>();

  /** What a hook may use. */
  record Running(Machine machine, KernelImage image) {
    /** Changes 64 bits of the guest behind its back. */
    void write(Cpu cpu, long linear, long value) {
      machine.memory().write(cpu.mmu.peek(linear).orElseThrow(), 8, value);
    }

    long read(Cpu cpu, long linear) {
      return machine.memory().read(cpu.mmu.peek(linear).orElseThrow(), 8);
    }
  }

  InstrumentedKernel(StackDesign design) {
    this.design = design;
    this.builder = new KernelBuilder(design, KernelParameters.of(1, MEMORY));
  }

  /** An application thread on a mapped stack whose function is {@code body}. */
  InstrumentedKernel thread(Consumer<KernelBuilder> body) {
    Label program = builder.assembler().label("program");
    builder.api().beginFunction(program, 64);
    body.accept(builder);
    builder.api().endFunction();
    builder.addThread(
        new ThreadDescriptor(
            "t", ThreadKind.APPLICATION, StackSource.MMAP, 64 << 10, 4096, program, true));
    return this;
  }

  /** Something to be added to the machine before it runs. */
  InstrumentedKernel with(Consumer<Running> hook) {
    hooks.add(hook);
    return this;
  }

  /** What the instruments say at the end: the books, and the rules that were broken. */
  record Ended(Stop stop, MemoryUse memory, List<String> violations) {}

  Ended run() {
    KernelImage image = builder.build();
    Machine machine =
        new Machine(
            new MachineConfiguration(1, MEMORY, "skylake", TimingLevel.NONE, 200), value -> {});
    GuestMemory memory = new GuestMemory(machine.memory());
    Instruments instruments =
        new Instruments(machine, image, memory, new ModelKernelView(image, memory), design, false);
    hooks.forEach(hook -> hook.accept(new Running(machine, image)));
    LongModeStart.start(
        machine,
        image.segments().stream()
            .map(segment -> new ImageSegment(segment.physical(), segment.bytes()))
            .toList(),
        image.entry());
    Stop stop = machine.run(100_000_000L);
    MemoryUse use = instruments.memoryUse();
    return new Ended(stop, use, instruments.violations());
  }
}
