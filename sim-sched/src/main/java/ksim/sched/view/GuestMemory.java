package ksim.sched.view;

import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.mmu.memory.PhysicalMemory;

/** Reads a guest's memory by linear address, without a trace in the guest. */
public final class GuestMemory {
  private final PhysicalMemory memory;

  /** The memory of a machine. */
  public GuestMemory(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * Reads a value as {@code cpu}'s page tables map it now.
   *
   * @param linear its address; the value must not cross a page
   * @param bytes its size: 1, 2, 4 or 8
   * @return the value, zero-extended; empty where nothing is mapped
   */
  public OptionalLong read(Cpu cpu, long linear, int bytes) {
    OptionalLong physical = cpu.mmu.peek(linear);
    return physical.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(memory.read(physical.getAsLong(), bytes));
  }

  /** As {@link #read}, for what the kernel always keeps mapped; 0 if it does not. */
  public long readOrZero(Cpu cpu, long linear, int bytes) {
    return read(cpu, linear, bytes).orElse(0);
  }
}
