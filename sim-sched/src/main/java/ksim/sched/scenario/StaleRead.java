package ksim.sched.scenario;

import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.sched.kernel.CpuLayout;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.MemoryMap;
import ksim.sched.view.GuestMemory;

/** Explains why a scheduler read something else than what had been written. */
final class StaleRead {
  private static final long PAGE_MASK = -MemoryMap.PAGE;

  private StaleRead() {}

  /**
   * A sentence on the read: the frame that the CPU's TLB led it to, the frame that the page tables
   * lead to now, and why the CPU had not been told.
   *
   * @param address linear address that was read
   */
  static String of(KernelImage image, GuestMemory memory, Cpu cpu, FailureSite at, long address) {
    long structure = image.address("cpus") + (long) cpu.id * CpuLayout.SIZE;
    boolean application = memory.readOrZero(cpu, structure + CpuLayout.APPLICATION, 4) != 0;
    boolean pending = memory.readOrZero(cpu, structure + CpuLayout.FLUSH_PENDING, 4) != 0;
    return "CPU %d, in thread %s, read an object at 0x%x in %s and found something else than what was written: its TLB holds %s, the page tables say %s; %s"
        .formatted(
            cpu.id,
            at.thread(),
            address,
            at.function(),
            frame(cpu.mmu.inspection().cached(address)),
            frame(cpu.mmu.peek(address)),
            pending
                ? "a flush was pending, put off because the CPU runs "
                    + (application ? "no application thread yet" : "no application thread")
                : "no flush was pending");
  }

  private static String frame(OptionalLong physical) {
    return physical.isPresent()
        ? "frame 0x" + Long.toHexString(physical.getAsLong() & PAGE_MASK)
        : "none";
  }
}
