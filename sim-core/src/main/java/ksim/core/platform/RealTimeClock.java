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
 * The clock and CMOS memory of a PC at ports 0x70 and 0x71 (Motorola MC146818 data sheet; Intel
 * chip set data sheets for the ports). The date starts as configured and goes on with the simulated
 * time. Updates happen at once at the end of the update cycle, during which UIP is set.
 */
public final class RealTimeClock implements BytePortDevice, Persistent {
  /** First of its ports: index, then data. */
  public static final int BASE = 0x70;

  /** Number of ports. */
  public static final int PORTS = 2;

  /** Frequency of its crystal in hertz. */
  public static final long HERTZ = 32_768;

  /** Number of registers and bytes of memory. */
  public static final int BYTES = 128;

  private static final int INDEX = 0;
  private static final int INDEX_MASK = 0x7f;

  private static final int REGISTER_A = 0x0a;
  private static final int REGISTER_B = 0x0b;
  private static final int REGISTER_C = 0x0c;
  private static final int REGISTER_D = 0x0d;

  private static final int UPDATE_IN_PROGRESS = 1 << 7;
  private static final int DIVIDER = 0x70;
  private static final int DIVIDER_32768_HERTZ = 0x20;
  private static final int DIVIDER_RESET = 0x60;
  private static final int RATE = 0xf;

  private static final int SET = 1 << 7;
  private static final int UPDATE_ENABLE = 1 << 4;

  private static final int REQUEST = 1 << 7;
  private static final int PERIODIC = 1 << 6;
  private static final int ALARM = 1 << 5;
  private static final int UPDATE = 1 << 4;
  private static final int CAUSES = PERIODIC | ALARM | UPDATE;

  private static final int VALID = 1 << 7;

  /** UIP is set 244 microseconds before an update cycle, which takes 1984. */
  private static final long UPDATE_TICKS = 2228 * HERTZ / 1_000_000;

  private static final int SECONDS_PER_DAY = 86_400;

  private final Oscillator crystal;
  private final InterruptLine line;
  private final Alarm update;
  private final Alarm period;

  /** Registers and memory by index; the time registers are valid after {@link #showTime}. */
  private final byte[] registers = new byte[BYTES];

  private int index = REGISTER_D;
  private boolean nmiMasked;
  private int flags;

  /** The time at {@link #secondStart}, in seconds since 1970. */
  private long seconds;

  private int weekdayShift;

  /** Tick of the crystal at which that second began; the divider chain is in step with it. */
  private long secondStart;

  /** Ticks up to which updates, alarms and periods have been noted in the flags. */
  private long notedTicks;

  /**
   * @param crystal of {@link #HERTZ}
   * @param events the machine's events
   * @param line its interrupt output
   * @param epochSeconds the date when the machine is switched on, in seconds since 1970
   */
  public RealTimeClock(
      Oscillator crystal, EventQueue events, InterruptLine line, long epochSeconds) {
    this.crystal = crystal;
    this.line = line;
    this.update = new Alarm(events, EventPriority.TIMER, timeCycles -> drive());
    this.period = new Alarm(events, EventPriority.TIMER, timeCycles -> drive());
    this.seconds = epochSeconds;
    registers[REGISTER_A] = DIVIDER_32768_HERTZ | 6; // 1024 Hz
    registers[REGISTER_B] = 1 << 1; // BCD, 24 hours
  }

  /**
   * Sets a byte of the memory, as firmware does.
   *
   * @param index 0x0e to 0x7f
   * @param value its low 8 bits count
   */
  public void store(int index, int value) {
    registers[index] = (byte) value;
  }

  /** Whether the guest has masked non-maskable interrupts, with bit 7 of port 0x70. */
  public boolean nmiMasked() {
    return nmiMasked;
  }

  @Override
  public int readByte(int offset) {
    if (offset == INDEX) {
      return 0xff; // The index is write-only.
    }
    noteEvents();
    return switch (index) {
      case REGISTER_A -> registers[index] | (updating() ? UPDATE_IN_PROGRESS : 0);
      case REGISTER_C -> takeFlags();
      case REGISTER_D -> VALID;
      default -> {
        showTime();
        yield Byte.toUnsignedInt(registers[index]);
      }
    };
  }

  @Override
  public void writeByte(int offset, int value) {
    if (offset == INDEX) {
      index = value & INDEX_MASK;
      nmiMasked = (value & ~INDEX_MASK) != 0;
      return;
    }
    noteEvents();
    switch (index) {
      case REGISTER_A -> control(value & ~UPDATE_IN_PROGRESS);
      case REGISTER_B -> setModes(value);
      case REGISTER_C, REGISTER_D -> {} // read-only
      default -> {
        showTime();
        registers[index] = (byte) value;
        if (running() && CalendarRegisters.isTime(index)) {
          takeTime();
        }
      }
    }
    drive();
  }

  private void control(int value) {
    boolean wasReset = dividerReset();
    boolean reset = (value & DIVIDER_RESET) == DIVIDER_RESET;
    if (!reset && (value & DIVIDER) != DIVIDER_32768_HERTZ) {
      throw new UnimplementedException("a clock chip with a crystal of another frequency");
    }
    showTime();
    registers[REGISTER_A] = (byte) value;
    if (wasReset && !reset) {
      secondStart = crystal.ticks() - HERTZ / 2; // The first update comes half a second later.
      notedTicks = crystal.ticks();
      if (running()) {
        takeTime(secondStart);
      }
    }
  }

  /** Setting SET stops the updates and disables their interrupt; clearing it takes the time. */
  private void setModes(int value) {
    boolean wasRunning = running();
    showTime();
    registers[REGISTER_B] = (byte) ((value & SET) != 0 ? value & ~UPDATE_ENABLE : value);
    if (running() && !wasRunning) {
      takeTime();
    }
  }

  private boolean running() {
    return (registers[REGISTER_B] & SET) == 0 && !dividerReset();
  }

  private boolean dividerReset() {
    return (registers[REGISTER_A] & DIVIDER_RESET) == DIVIDER_RESET;
  }

  private boolean updating() {
    return running() && ticksIntoSecond() >= HERTZ - UPDATE_TICKS;
  }

  private long ticksIntoSecond() {
    return Math.floorMod(crystal.ticks() - secondStart, HERTZ);
  }

  /** Brings the time registers up to date. While the chip does not run they keep what they have. */
  private void showTime() {
    if (running()) {
      CalendarRegisters.show(registers, secondsAt(crystal.ticks()), weekdayShift, format());
    }
  }

  private long secondsAt(long ticks) {
    return seconds + Math.floorDiv(ticks - secondStart, HERTZ);
  }

  /** Goes on from what the time registers show. */
  private void takeTime() {
    takeTime(crystal.ticks() - ticksIntoSecond());
  }

  private void takeTime(long start) {
    secondStart = start;
    seconds = CalendarRegisters.read(registers, format());
    weekdayShift = CalendarRegisters.weekdayShift(registers, seconds, format());
  }

  private int format() {
    return registers[REGISTER_B];
  }

  /** Sets the flags of what has happened since the last time; they do not need to be enabled. */
  private void noteEvents() {
    long now = crystal.ticks();
    if (now <= notedTicks) {
      return;
    }
    if (!dividerReset() && boundary(now, periodTicks()) > notedTicks) {
      flags |= PERIODIC;
    }
    long last = boundary(now, HERTZ);
    if (running() && last > notedTicks) {
      flags |= UPDATE;
      noteAlarm(secondsAt(notedTicks) + 1, secondsAt(last));
    }
    notedTicks = now;
  }

  /** The last multiple of a period of the divider chain at or before a tick; none is 0. */
  private long boundary(long tick, long periodTicks) {
    return periodTicks == 0 ? 0 : tick - Math.floorMod(tick - secondStart, periodTicks);
  }

  private void noteAlarm(long from, long to) {
    byte[] shown = registers.clone();
    for (long second = Math.max(from, to - SECONDS_PER_DAY + 1);
        second <= to && (flags & ALARM) == 0;
        second++) {
      CalendarRegisters.show(shown, second, weekdayShift, format());
      if (CalendarRegisters.alarmMatches(shown)) {
        flags |= ALARM;
      }
    }
  }

  /** Ticks between periodic interrupts: rates 1 and 2 are 256 and 128 Hz; 0 is none. */
  private long periodTicks() {
    int rate = registers[REGISTER_A] & RATE;
    if (rate == 0) {
      return 0;
    }
    return 1L << (rate <= 2 ? rate + 6 : rate - 1);
  }

  private int takeFlags() {
    int value = flags | (requested() ? REQUEST : 0);
    flags = 0;
    drive();
    return value;
  }

  private boolean requested() {
    return (flags & registers[REGISTER_B] & CAUSES) != 0;
  }

  /** Drives the line, and waits for what would drive it next. */
  private void drive() {
    noteEvents();
    line.set(requested());
    long now = crystal.ticks();
    boolean updates = running() && (registers[REGISTER_B] & (ALARM | UPDATE)) != 0;
    schedule(update, updates ? boundary(now, HERTZ) + HERTZ : 0);
    boolean periods = !dividerReset() && (registers[REGISTER_B] & PERIODIC) != 0;
    long ticks = periodTicks();
    schedule(period, periods && ticks != 0 ? boundary(now, ticks) + ticks : 0);
  }

  private void schedule(Alarm alarm, long tick) {
    alarm.set(tick == 0 ? EventQueue.NEVER : crystal.cyclesAt(tick));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(registers);
    out.writeByte(index);
    out.writeBoolean(nmiMasked);
    out.writeByte(flags);
    out.writeLong(seconds);
    out.writeByte(weekdayShift);
    out.writeLong(secondStart);
    out.writeLong(notedTicks);
    update.save(out);
    period.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(registers);
    index = in.readUnsignedByte();
    nmiMasked = in.readBoolean();
    flags = in.readUnsignedByte();
    seconds = in.readLong();
    weekdayShift = in.readUnsignedByte();
    secondStart = in.readLong();
    notedTicks = in.readLong();
    update.restore(in);
    period.restore(in);
  }
}
