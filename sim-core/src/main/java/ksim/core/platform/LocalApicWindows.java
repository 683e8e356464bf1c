package ksim.core.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.memory.MmioDevice;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;

/**
 * The windows in memory through which each CPU sees its own local APIC. Usually all are at the same
 * address; a CPU that has moved or disabled its own sees there what lies beneath.
 */
public final class LocalApicWindows {
  private final PhysicalBus bus;
  private final Supplier<LocalApic> current;
  private final List<LocalApic> apics = new ArrayList<>();
  private final Set<Long> mapped = new TreeSet<>();

  /**
   * @param bus where they appear
   * @param current gives the local APIC of the CPU that is running
   */
  public LocalApicWindows(PhysicalBus bus, Supplier<LocalApic> current) {
    this.bus = bus;
    this.current = current;
  }

  /** Adds the window of a local APIC. */
  public void add(LocalApic apic) {
    apics.add(apic);
    update();
  }

  /**
   * Maps the windows where they are now.
   *
   * @return whether there is one, or none any more, where it was otherwise before
   * @throws UnimplementedException if one lies over another device
   */
  public boolean update() {
    Set<Long> wanted = new TreeSet<>();
    apics.forEach(apic -> apic.window().ifPresent(wanted::add));
    if (wanted.equals(mapped)) {
      return false;
    }
    for (Long base : mapped) {
      if (!wanted.contains(base)) {
        bus.unmap(base);
      }
    }
    mapped.retainAll(wanted);
    for (Long base : wanted) {
      if (mapped.add(base)) {
        map(base);
      }
    }
    return true;
  }

  private void map(long base) {
    try {
      bus.map("local-apic", base, LocalApic.WINDOW_BYTES, new Window(base));
    } catch (IllegalArgumentException e) {
      mapped.remove(base);
      throw new UnimplementedException(
          "a local APIC in the place of another device: " + e.getMessage());
    }
  }

  /** A page that is a local APIC to some CPUs. */
  private final class Window implements MmioDevice {
    private final long base;

    Window(long base) {
      this.base = base;
    }

    private boolean belongsToCurrent() {
      var window = current.get().window();
      return window.isPresent() && window.getAsLong() == base;
    }

    /** Whether there is RAM beneath. */
    private boolean isRam() {
      return bus.hasRam(base, LocalApic.WINDOW_BYTES);
    }

    @Override
    public long read(long offset, int bytes) {
      if (belongsToCurrent()) {
        return current.get().read(offset, bytes);
      }
      PhysicalMemory memory = bus.memory();
      return isRam() ? memory.read(base + offset, bytes) : -1L >>> (Long.SIZE - Byte.SIZE * bytes);
    }

    @Override
    public void write(long offset, int bytes, long value) {
      if (belongsToCurrent()) {
        current.get().write(offset, bytes, value);
      } else if (isRam()) {
        bus.memory().write(base + offset, bytes, value);
      }
    }
  }
}
