package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Alarm;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;
import ksim.mmu.Persistent;

/**
 * The fixed hardware of ACPI: PM1 event and control registers and the 24-bit power management timer
 * (ACPI specification 6.4, section 4.8). There are no buttons and no wake-up events; of the sleep
 * states there is soft-off.
 */
public final class AcpiPowerManagement implements BytePortDevice, Persistent {
  /** First port, as QEMU's PIIX4 has it. */
  public static final int BASE = 0x600;

  /** Number of ports. */
  public static final int PORTS = 12;

  /** Offset of the PM1 event block: status, then enable, 16 bits each. */
  public static final int EVENT_BLOCK = 0;

  /** Offset of the PM1 control register, 16 bits. */
  public static final int CONTROL_BLOCK = 4;

  /** Offset of the timer, 32 bits. */
  public static final int TIMER_BLOCK = 8;

  /** Frequency of the timer in hertz. */
  public static final long HERTZ = 3_579_545;

  /** What the DSDT says to write to SLP_TYP to switch off. */
  public static final int SOFT_OFF_TYPE = 0;

  private static final int ENABLE = EVENT_BLOCK + 2;

  private static final int TIMER_STATUS = 1;
  private static final int GLOBAL_STATUS = 1 << 5;

  private static final int POWER_BUTTON_STATUS = 1 << 8;
  private static final int SLEEP_BUTTON_STATUS = 1 << 9;
  private static final int CLOCK_STATUS = 1 << 10;

  /** Drivers insist that what they enable reads as enabled, though only the timer's comes. */
  private static final int ENABLE_WRITABLE =
      TIMER_STATUS | GLOBAL_STATUS | POWER_BUTTON_STATUS | SLEEP_BUTTON_STATUS | CLOCK_STATUS;

  private static final int INTERRUPT_ENABLE = 1;
  private static final int BUS_MASTER_RELOAD = 1 << 1;
  private static final int SLEEP_TYPE_SHIFT = 10;
  private static final int SLEEP_TYPE = 7 << SLEEP_TYPE_SHIFT;
  private static final int SLEEP_ENABLE = 1 << 13;
  private static final int CONTROL_WRITABLE = BUS_MASTER_RELOAD | SLEEP_TYPE;

  private static final int TIMER_BITS = 24;

  private final Oscillator crystal;
  private final InterruptLine line;
  private final Runnable off;
  private final Alarm carry;

  private int status;
  private int enable;
  private int control;
  private long notedTicks;

  /**
   * @param crystal of {@link #HERTZ}
   * @param events the machine's events
   * @param line the system control interrupt, level-triggered
   * @param off switches the machine off
   */
  public AcpiPowerManagement(
      Oscillator crystal, EventQueue events, InterruptLine line, Runnable off) {
    this.crystal = crystal;
    this.line = line;
    this.off = off;
    this.carry = new Alarm(events, EventPriority.TIMER, timeCycles -> drive());
  }

  /** What the firmware does when told to hand ACPI to the guest, or take it back: sets SCI_EN. */
  void setEnabled(boolean enabled) {
    control = enabled ? control | INTERRUPT_ENABLE : control & ~INTERRUPT_ENABLE;
    drive();
  }

  @Override
  public int readByte(int offset) {
    noteCarry();
    int register =
        switch (offset & ~1) {
          case EVENT_BLOCK -> status;
          case ENABLE -> enable;
          case CONTROL_BLOCK -> control;
          case TIMER_BLOCK -> timer() & 0xffff;
          case TIMER_BLOCK + 2 -> timer() >>> Short.SIZE;
          default -> 0; // reserved
        };
    return register >>> (Byte.SIZE * (offset & 1)) & 0xff;
  }

  @Override
  public void writeByte(int offset, int value) {
    noteCarry();
    int shift = Byte.SIZE * (offset & 1);
    int lane = 0xff << shift;
    int written = value << shift;
    switch (offset & ~1) {
      case EVENT_BLOCK -> status &= ~written;
      case ENABLE -> enable = (enable & ~lane) | (written & ENABLE_WRITABLE);
      case CONTROL_BLOCK -> control(written, lane);
      default -> {} // The timer is read-only.
    }
    drive();
  }

  /** SCI_EN is the firmware's, GBL_RLS and SLP_EN read as zero. */
  private void control(int written, int lane) {
    control = (control & ~(CONTROL_WRITABLE & lane)) | (written & CONTROL_WRITABLE);
    if ((written & SLEEP_ENABLE) != 0) {
      int type = (control & SLEEP_TYPE) >>> SLEEP_TYPE_SHIFT;
      if (type != SOFT_OFF_TYPE) {
        throw new UnimplementedException("the ACPI sleep state of type " + type);
      }
      off.run();
    }
  }

  private int timer() {
    return (int) crystal.ticks() & ((1 << TIMER_BITS) - 1);
  }

  /** The status bit is set whenever the timer's highest bit changes. */
  private void noteCarry() {
    long now = crystal.ticks();
    if (now > notedTicks) {
      if (now >>> (TIMER_BITS - 1) != notedTicks >>> (TIMER_BITS - 1)) {
        status |= TIMER_STATUS;
      }
      notedTicks = now;
    }
  }

  private void drive() {
    noteCarry();
    line.set((control & INTERRUPT_ENABLE) != 0 && (status & enable) != 0);
    long change = ((crystal.ticks() >>> (TIMER_BITS - 1)) + 1) << (TIMER_BITS - 1);
    boolean waits = (enable & TIMER_STATUS) != 0 && (status & TIMER_STATUS) == 0;
    carry.set(waits ? crystal.cyclesAt(change) : EventQueue.NEVER);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeShort(status);
    out.writeShort(enable);
    out.writeShort(control);
    out.writeLong(notedTicks);
    carry.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    status = in.readUnsignedShort();
    enable = in.readUnsignedShort();
    control = in.readUnsignedShort();
    notedTicks = in.readLong();
    carry.restore(in);
  }
}
