package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.memory.MmioDevice;

/**
 * An I/O APIC (Intel 82093AA data sheet), as chipsets since have it: version 0x20, with an EOI
 * register. Its registers are reached through an index and a data register.
 *
 * <p>Its inputs are told whether a device asserts, not whether a wire is high: the polarity of an
 * entry is kept and changes nothing.
 */
public final class IoApic implements MmioDevice, Persistent {
  /** Physical address of the registers of the first I/O APIC of a PC. */
  public static final long BASE = 0xfec0_0000L;

  /** Size of its window in bytes. */
  public static final long WINDOW_BYTES = 0x1000;

  /** Number of inputs. */
  public static final int PINS = 24;

  private static final int SELECT = 0x00;
  private static final int DATA = 0x10;
  private static final int END_OF_INTERRUPT = 0x40;

  private static final int IDENTIFICATION = 0;
  private static final int VERSION = 1;
  private static final int ARBITRATION = 2;
  private static final int FIRST_ENTRY = 0x10;

  private static final int VERSION_VALUE = (PINS - 1) << 16 | 0x20;
  private static final int ID_BITS = 0x0f00_0000;

  private final ApicBus bus;
  private final RedirectionEntry[] entries = new RedirectionEntry[PINS];
  private int select;
  private int id;

  /** Inputs that request service: latched edges, and the state of level-triggered inputs. */
  private int requested;

  private int lines;

  /**
   * @param bus carries its messages; it is connected here
   */
  public IoApic(ApicBus bus) {
    this.bus = bus;
    for (int pin = 0; pin < PINS; pin++) {
      entries[pin] = new RedirectionEntry();
    }
    bus.connect(this);
  }

  /** One of its inputs, 0 to 23. */
  InterruptLine pin(int pin) {
    return asserted -> set(pin, asserted);
  }

  private void set(int pin, boolean asserted) {
    int bit = 1 << pin;
    RedirectionEntry entry = entries[pin];
    boolean rises = asserted && (lines & bit) == 0;
    lines = asserted ? lines | bit : lines & ~bit;
    if (entry.levelTriggered()) {
      requested = asserted ? requested | bit : requested & ~bit;
    } else if (rises && !entry.masked()) {
      requested |= bit; // An edge at a masked input is lost.
    }
    service(pin);
  }

  /** Sends the message of an input that requests service and may have it. */
  private void service(int pin) {
    RedirectionEntry entry = entries[pin];
    int bit = 1 << pin;
    if ((requested & bit) == 0 || entry.masked() || entry.remoteRequest()) {
      return;
    }
    if (entry.levelTriggered()) {
      entry.setRemoteRequest();
    } else {
      requested &= ~bit;
    }
    bus.send(entry.message());
  }

  /** A local APIC, or software, tells that an interrupt has been dealt with. */
  void endOfInterrupt(int vector) {
    for (int pin = 0; pin < PINS; pin++) {
      if (entries[pin].endOfInterrupt(vector)) {
        service(pin);
      }
    }
  }

  @Override
  public long read(long offset, int bytes) {
    return switch ((int) offset) {
      case SELECT -> select;
      case DATA -> Integer.toUnsignedLong(readSelected());
      default -> 0; // Reserved, and the EOI register, which can only be written.
    };
  }

  private int readSelected() {
    return switch (select) {
      case IDENTIFICATION, ARBITRATION -> id;
      case VERSION -> VERSION_VALUE;
      default -> isEntry() ? selectedEntry().read(upperHalf()) : 0;
    };
  }

  @Override
  public void write(long offset, int bytes, long value) {
    switch ((int) offset) {
      case SELECT -> select = (int) value & 0xff;
      case DATA -> writeSelected((int) value);
      case END_OF_INTERRUPT -> endOfInterrupt((int) value & 0xff);
      default -> {} // Reserved: nobody answers.
    }
  }

  private void writeSelected(int value) {
    if (select == IDENTIFICATION) {
      id = value & ID_BITS;
    } else if (isEntry()) {
      writeEntry(value);
    }
  }

  private void writeEntry(int value) {
    int pin = (select - FIRST_ENTRY) >> 1;
    int bit = 1 << pin;
    RedirectionEntry entry = entries[pin];
    boolean wasLevel = entry.levelTriggered();
    entry.write(upperHalf(), value);
    if (entry.levelTriggered()) {
      requested = (requested & ~bit) | (lines & bit);
    } else if (wasLevel) {
      requested &= ~bit;
    }
    service(pin);
  }

  private boolean isEntry() {
    return select >= FIRST_ENTRY && select < FIRST_ENTRY + 2 * PINS;
  }

  private RedirectionEntry selectedEntry() {
    return entries[(select - FIRST_ENTRY) >> 1];
  }

  private boolean upperHalf() {
    return (select & 1) != 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(select);
    out.writeInt(id);
    out.writeInt(requested);
    out.writeInt(lines);
    for (RedirectionEntry entry : entries) {
      entry.save(out);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    select = in.readUnsignedByte();
    id = in.readInt();
    requested = in.readInt();
    lines = in.readInt();
    for (RedirectionEntry entry : entries) {
      entry.restore(in);
    }
  }
}
