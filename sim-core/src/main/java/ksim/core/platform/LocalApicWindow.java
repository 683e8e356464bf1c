package ksim.core.platform;

import java.util.function.Supplier;
import ksim.mmu.memory.MmioDevice;

/** The one physical window through which each CPU sees its own local APIC. */
public final class LocalApicWindow implements MmioDevice {
  private final Supplier<LocalApic> current;

  /**
   * @param current gives the local APIC of the CPU that is running
   */
  public LocalApicWindow(Supplier<LocalApic> current) {
    this.current = current;
  }

  @Override
  public long read(long offset, int bytes) {
    return current.get().read(offset, bytes);
  }

  @Override
  public void write(long offset, int bytes, long value) {
    current.get().write(offset, bytes, value);
  }
}
