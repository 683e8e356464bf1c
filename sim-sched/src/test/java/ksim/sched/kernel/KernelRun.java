package ksim.sched.kernel;

import java.util.List;
import java.util.Optional;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.sched.view.GuestMemory;

/** A kernel on a machine, for tests. */
final class KernelRun {
  static final long MIB = 1 << 20;

  private final KernelImage image;
  private final Machine machine;
  private final GuestMemory memory;

  KernelRun(KernelImage image, int cpus, long memoryBytes, long quantumCycles) {
    this.image = image;
    this.machine =
        new Machine(
            new MachineConfiguration(cpus, memoryBytes, "skylake", TimingLevel.NONE, quantumCycles),
            value -> {});
    this.memory = new GuestMemory(machine.memory());
    List<ImageSegment> segments =
        image.segments().stream()
            .map(segment -> new ImageSegment(segment.physical(), segment.bytes()))
            .toList();
    LongModeStart.start(machine, segments, image.entry());
  }

  /** Counts how often an observation point is reached. */
  int[] count(String symbol) {
    int[] counter = {0};
    machine.onAddress(image.address(symbol), cpu -> counter[0]++);
    return counter;
  }

  Machine machine() {
    return machine;
  }

  KernelImage image() {
    return image;
  }

  Stop run(long limitCycles) {
    return machine.run(limitCycles);
  }

  long global(String symbol) {
    return read(image.address(symbol));
  }

  long read(long linear) {
    return memory.readOrZero(machine.cpus().getFirst(), linear, 8);
  }

  /** What the kernel wrote to the debug-exit port; empty where the run ended otherwise. */
  static Optional<ExitCode> exitCode(Stop stop) {
    return stop instanceof Stop.DebugExit exit ? ExitCode.of((int) exit.value()) : Optional.empty();
  }

  /** A sentence about how the run ended, for messages of failed assertions. */
  String diagnosis(Stop stop) {
    StringBuilder text = new StringBuilder(stop.toString());
    exitCode(stop).ifPresent(code -> text.append(' ').append(code));
    for (int cpu = 0; cpu < machine.cpus().size(); cpu++) {
      long rip = machine.cpus().get(cpu).rip;
      text.append("\ncpu ").append(cpu).append(" rip ").append(where(rip));
      long record = image.address("panic_records") + (long) cpu * PanicLayout.SIZE;
      if (read(record + PanicLayout.CODE) != 0) {
        long rsp = read(record + PanicLayout.RSP);
        text.append(
            String.format(
                " panic: rip %s rsp %x address %x preempt %d flags %x thread %d",
                where(read(record + PanicLayout.RIP)),
                rsp,
                read(record + PanicLayout.ADDRESS),
                read(record + PanicLayout.PREEMPT_COUNTER),
                read(record + PanicLayout.RFLAGS),
                read(read(record + PanicLayout.THREAD) + ThreadLayout.INDEX)));
        long high = read(read(record + PanicLayout.THREAD) + ThreadLayout.STACK_HIGH);
        text.append(" depth ").append(high - rsp);
        long rbp = read(record + PanicLayout.RBP);
        while (rbp != 0 && text.length() < 4000) {
          text.append("\n    ").append(where(read(rbp + 8)));
          rbp = read(rbp);
        }
      }
    }
    return text.toString();
  }

  private String where(long rip) {
    return image
        .functionAt(rip)
        .map(f -> f.name() + "+" + (rip - f.start()))
        .orElse(Long.toHexString(rip));
  }
}
