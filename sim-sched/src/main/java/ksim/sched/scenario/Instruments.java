package ksim.sched.scenario;

import java.util.HashMap;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;
import ksim.core.observe.Observer;
import ksim.sched.audit.Probe;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.view.GuestMemory;

/**
 * Watches a machine that runs the model kernel: hooks on the kernel's observation points, and the
 * machine's own events. Watching changes neither the guest nor its timing.
 */
final class Instruments {
  private static final int PAGE_FAULT = 14;
  private static final long PAGE_BYTES = 4096;

  private final KernelImage image;
  private final GuestMemory memory;
  private final StackMeter stacks = new StackMeter();
  private final InterruptOffMeter interruptOff;
  private final ProbeMeter probes;
  private final long[] running;
  private long stackFaults;
  private long otherFaults;
  private long probeFaults;

  Instruments(Machine machine, KernelImage image, GuestMemory memory) {
    this.image = image;
    this.memory = memory;
    this.running = new long[machine.cpus().size()];
    this.interruptOff = new InterruptOffMeter(machine.cpus().size());
    Map<Long, Long> probeCosts = new HashMap<>();
    for (Probe probe : image.probes()) {
      probeCosts.put(probe.address(), quarterCycles(machine, probe.address()));
    }
    this.probes = new ProbeMeter(probeCosts);
    for (Probe probe : image.probes()) {
      machine.onAddress(probe.address(), cpu -> probes.reached(probe.address()));
    }
    observeKernel(machine);
    machine.observe(new FaultsAndFlags());
  }

  private long quarterCycles(Machine machine, long address) {
    return machine.timing().quarterCyclesAlone(image.instructionAt(address));
  }

  /**
   * The observation points of the kernel; which registers hold what at each is said where the
   * kernel declares it ({@code Threads}, {@code PageTables}, {@code PageFaultHandler}).
   */
  private void observeKernel(Machine machine) {
    machine.onAddress(image.address("stack_allocated"), this::stackAllocated);
    machine.onAddress(image.address("stack_released"), this::stackReleased);
    machine.onAddress(image.address("page_mapped"), cpu -> stacks.pageMapped(cpu.gpr[Cpu.RBX]));
    machine.onAddress(image.address("page_unmapped"), cpu -> stacks.pageUnmapped(cpu.gpr[Cpu.RBX]));
    machine.onAddress(image.address("context_switch_done"), this::switched);
    machine.onAddress(
        image.address("fault_return"), cpu -> probes.faultReturned(currentThread(cpu), cpu.cycles));
  }

  /** RSI holds the thread that runs from here on, RDX the CPU's structure. */
  private void switched(Cpu cpu) {
    long next = cpu.gpr[Cpu.RSI];
    probes.switched(running[cpu.id], next, cpu.cycles);
    running[cpu.id] = next;
  }

  private void stackAllocated(Cpu cpu) {
    long thread = cpu.gpr[Cpu.RBX];
    long kind = memory.readOrZero(cpu, thread + ThreadLayout.STACK_SOURCE, 8);
    if (kind == ThreadLayout.STACK_MALLOC) {
      long base = memory.readOrZero(cpu, thread + ThreadLayout.STACK_BASE, 8);
      long pages = memory.readOrZero(cpu, thread + ThreadLayout.STACK_PAGES, 8);
      long bytes = pages * PAGE_BYTES;
      stacks.allocated(base, base + bytes, StackSource.MALLOC, bytes);
    } else {
      long low = memory.readOrZero(cpu, thread + ThreadLayout.STACK_LOW, 8);
      long high = memory.readOrZero(cpu, thread + ThreadLayout.STACK_HIGH, 8);
      stacks.allocated(low, high, StackSource.MMAP, residentBytes(cpu, low, high));
    }
  }

  /** RBX holds the thread, whose memory goes back to the allocator from here on. */
  private void stackReleased(Cpu cpu) {
    long thread = cpu.gpr[Cpu.RBX];
    long kind = memory.readOrZero(cpu, thread + ThreadLayout.STACK_SOURCE, 8);
    int lowest =
        kind == ThreadLayout.STACK_MALLOC ? ThreadLayout.STACK_BASE : ThreadLayout.STACK_LOW;
    stacks.released(memory.readOrZero(cpu, thread + lowest, 8));
  }

  private static long residentBytes(Cpu cpu, long low, long high) {
    long bytes = 0;
    for (long page = low; page < high; page += PAGE_BYTES) {
      if (cpu.mmu.peek(page).isPresent()) {
        bytes += PAGE_BYTES;
      }
    }
    return bytes;
  }

  StackMeter stacks() {
    return stacks;
  }

  DesignResult.Faults faults() {
    return new DesignResult.Faults(stackFaults, otherFaults, probeFaults, 0);
  }

  DesignResult.Probes probes() {
    return probes.result();
  }

  long interruptOffCyclesMax() {
    return interruptOff.maxCycles();
  }

  private static long currentThread(Cpu cpu) {
    return cpu.segmentBase[Segments.FS];
  }

  private final class FaultsAndFlags implements Observer {
    @Override
    public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
      interruptOff.changed(cpu.id, cycles, enabled);
    }

    @Override
    public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
      if (vector != PAGE_FAULT) {
        return;
      }
      if (stacks.contains(cr2)) {
        stackFaults++;
      } else {
        otherFaults++;
      }
      if (probes.isProbe(rip)) {
        probeFaults++;
        probes.faulted(rip, currentThread(cpu), cpu.cycles);
      }
    }
  }
}
