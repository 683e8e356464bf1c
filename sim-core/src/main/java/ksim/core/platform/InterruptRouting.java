package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.Persistent;
import ksim.mmu.memory.PhysicalBus;

/**
 * The interrupt lines of a PC: a line of the ISA bus leads to an input of the 8259s and to a pin of
 * the I/O APIC, which has the same number, but pin 2 for line 0. The 8259s' output leads to the
 * LINT0 pins of the local APICs and to pin 0 of the I/O APIC. Pins 16 to 23 are free for PCI.
 */
public final class InterruptRouting implements Persistent {
  /** Number of lines of the ISA bus; line 2 does not exist. */
  public static final int ISA_LINES = 16;

  /** The pin of the I/O APIC that line 0 of the ISA bus, the timer's, leads to. */
  public static final int TIMER_PIN = 2;

  private static final int CASCADE = 2;

  private final ApicBus bus;
  private final Intel8259Pair legacy;
  private final IoApic ioApic;
  private final List<WiredOr> legacyInputs = new ArrayList<>();
  private final List<WiredOr> pins = new ArrayList<>();

  /**
   * Builds the controllers.
   *
   * @param bus with all local APICs
   */
  public InterruptRouting(ApicBus bus) {
    this.bus = bus;
    ioApic = new IoApic(bus);
    for (int pin = 0; pin < IoApic.PINS; pin++) {
      pins.add(new WiredOr(ioApic.pin(pin)));
    }
    InterruptLine throughIoApic = gsi(0);
    InterruptLine direct = bus.connectExternal(this::acknowledge);
    legacy =
        new Intel8259Pair(
            asserted -> {
              direct.set(asserted);
              throughIoApic.set(asserted);
            });
    for (int irq = 0; irq < ISA_LINES; irq++) {
      legacyInputs.add(new WiredOr(legacy.input(irq)));
    }
  }

  private int acknowledge() {
    return legacy.acknowledge();
  }

  /** Connects the 8259s to their ports, in the state in which firmware leaves them. */
  public void mapLegacy(IoPorts ports) {
    legacy.map(ports);
    legacy.initialize();
  }

  /** Connects the I/O APIC to the memory bus. */
  public void mapIoApic(PhysicalBus memory) {
    memory.map("io-apic", IoApic.BASE, IoApic.WINDOW_BYTES, ioApic);
  }

  /**
   * Lets interrupts of the 8259s reach the first CPU as without APICs, and enables its local APIC,
   * as firmware does before it starts a kernel (Intel MultiProcessor Specification, section
   * 3.6.2.2).
   */
  public void enterVirtualWireMode() {
    bus.enterVirtualWireMode();
  }

  /**
   * A new connection to a line of the ISA bus; the line is asserted while any of its connections
   * is.
   *
   * @param irq 0 to 15, but not 2
   */
  public InterruptLine isa(int irq) {
    if (irq < 0 || irq >= ISA_LINES || irq == CASCADE) {
      throw new IllegalArgumentException("the ISA bus has no line " + irq);
    }
    InterruptLine input = legacyInputs.get(irq).source();
    InterruptLine pin = gsi(irq == 0 ? TIMER_PIN : irq);
    return asserted -> {
      input.set(asserted);
      pin.set(asserted);
    };
  }

  /**
   * A new connection to a pin of the I/O APIC alone: a global system interrupt.
   *
   * @param pin 0 to 23
   */
  public InterruptLine gsi(int pin) {
    return pins.get(pin).source();
  }

  /** The line to the LINT1 pins of the local APICs: of non-maskable interrupts. */
  public InterruptLine nonMaskable() {
    return bus.nonMaskable();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    legacy.save(out);
    ioApic.save(out);
    for (WiredOr input : legacyInputs) {
      input.save(out);
    }
    for (WiredOr pin : pins) {
      pin.save(out);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    legacy.restore(in);
    ioApic.restore(in);
    for (WiredOr input : legacyInputs) {
      input.restore(in);
    }
    for (WiredOr pin : pins) {
      pin.restore(in);
    }
  }
}
