package ksim.sched.scenario;

import java.util.HashSet;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.machine.Machine;
import ksim.core.observe.Observer;
import ksim.sched.audit.Probe;
import ksim.sched.kernel.KernelImage;
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
  private final Set<Long> probeAddresses = new HashSet<>();
  private long stackFaults;
  private long otherFaults;
  private long probeFaults;

  Instruments(Machine machine, KernelImage image, GuestMemory memory) {
    this.image = image;
    this.memory = memory;
    this.interruptOff = new InterruptOffMeter(machine.cpus().size());
    this.probes = new ProbeMeter(1);
    for (Probe probe : image.probes()) {
      probeAddresses.add(probe.address());
      machine.onAddress(probe.address(), cpu -> probes.reached());
    }
    machine.observe(new FaultsAndFlags());
  }

  StackMeter stacks() {
    return stacks;
  }

  DesignResult.Faults faults() {
    return new DesignResult.Faults(stackFaults, otherFaults, probeFaults);
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
      if (probeAddresses.contains(rip)) {
        probeFaults++;
        probes.faulted(currentThread(cpu), cpu.cycles);
      }
    }
  }
}
