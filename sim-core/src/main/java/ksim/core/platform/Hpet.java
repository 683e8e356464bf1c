package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Alarm;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;
import ksim.mmu.Persistent;
import ksim.mmu.memory.MmioDevice;

/**
 * A high precision event timer (IA-PC HPET specification 1.0a) with a 64-bit counter and three
 * timers, all of them periodic if asked. Interrupts go through lines; FSB delivery is not offered.
 */
public final class Hpet implements MmioDevice, Persistent {
  /** Physical address of a PC's event timer. */
  public static final long BASE = 0xfed0_0000L;

  /** Size of its register block in bytes. */
  public static final long WINDOW_BYTES = 1024;

  /** Frequency of its counter, in hertz. */
  public static final long HERTZ = 100_000_000;

  /** Length of a tick in femtoseconds. */
  private static final long PERIOD_FEMTOSECONDS = 1_000_000_000_000_000L / HERTZ;

  private static final int TIMERS = 3;

  private static final int CAPABILITIES = 0x000;
  private static final int CONFIGURATION = 0x010;
  private static final int STATUS = 0x020;
  private static final int COUNTER = 0x0f0;
  private static final int FIRST_TIMER = 0x100;
  private static final int TIMER_BYTES = 0x20;
  private static final int TIMER_CONFIGURATION = 0;
  private static final int TIMER_COMPARATOR = 8;

  private static final long ENABLE = 1;
  private static final long LEGACY_REPLACEMENT = 2;

  /**
   * Its capabilities register: the length of a tick, then in the lower half Intel, legacy
   * replacement, 64 bits, the number of the last timer, revision 1.
   */
  public static final long IDENTITY =
      (PERIOD_FEMTOSECONDS << Integer.SIZE)
          | (0x8086L << 16)
          | (1 << 15)
          | (1 << 13)
          | ((TIMERS - 1) << 8)
          | 1;

  private final Oscillator crystal;
  private final IntFunction<InterruptLine> routes;
  private final List<InterruptLine> legacyLines;
  private final Consumer<Boolean> legacyReplacement;
  private final List<HpetComparator> timers =
      Stream.generate(HpetComparator::new).limit(TIMERS).toList();
  private final List<Alarm> alarms;

  private long configuration;
  private long status;

  /** The counter while it stands; while it runs, what has to be added to the crystal's ticks. */
  private long counter;

  /**
   * @param crystal of {@link #HERTZ}
   * @param events the machine's events
   * @param routes the inputs of the I/O APIC by number
   * @param legacyLines what timers 0 and 1 drive in legacy replacement mode: the lines of the
   *     interval timer and of the clock
   * @param legacyReplacement told whether those two have lost their lines
   */
  public Hpet(
      Oscillator crystal,
      EventQueue events,
      IntFunction<InterruptLine> routes,
      List<InterruptLine> legacyLines,
      Consumer<Boolean> legacyReplacement) {
    this.crystal = crystal;
    this.routes = routes;
    this.legacyLines = List.copyOf(legacyLines);
    this.legacyReplacement = legacyReplacement;
    this.alarms =
        timers.stream()
            .map(timer -> new Alarm(events, EventPriority.TIMER, timeCycles -> update()))
            .toList();
  }

  @Override
  public long read(long offset, int bytes) {
    checkAccess(offset, bytes);
    if (offset != COUNTER) {
      update();
    }
    long value = register((int) offset & -Long.BYTES) >>> (Byte.SIZE * ((int) offset & 7));
    return bytes == Long.BYTES ? value : value & 0xffff_ffffL;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    checkAccess(offset, bytes);
    update();
    int shift = Byte.SIZE * ((int) offset & 7);
    long lanes = bytes == Long.BYTES ? -1 : 0xffff_ffffL << shift;
    write((int) offset & -Long.BYTES, value << shift, lanes);
    update();
  }

  private long register(int offset) {
    return switch (offset) {
      case CAPABILITIES -> IDENTITY;
      case CONFIGURATION -> configuration;
      case STATUS -> status;
      case COUNTER -> counter();
      default -> timerRegister(offset);
    };
  }

  private long timerRegister(int offset) {
    int number = (offset - FIRST_TIMER) / TIMER_BYTES;
    if (offset < FIRST_TIMER || number >= TIMERS) {
      return 0; // reserved
    }
    return switch (offset % TIMER_BYTES) {
      case TIMER_CONFIGURATION -> timers.get(number).configuration();
      case TIMER_COMPARATOR -> timers.get(number).comparator();
      default -> 0; // message address and data, which are not offered
    };
  }

  private void write(int offset, long value, long lanes) {
    long merged = (register(offset) & ~lanes) | (value & lanes);
    switch (offset) {
      case CONFIGURATION -> configure(merged & (ENABLE | LEGACY_REPLACEMENT));
      case STATUS -> clear(value & lanes);
      case COUNTER -> {
        counter = running() ? merged - crystal.ticks() : merged;
        timers.forEach(timer -> timer.restart(counter()));
      }
      default -> writeTimer(offset, merged, value, lanes);
    }
  }

  private void writeTimer(int offset, long merged, long value, long lanes) {
    int number = (offset - FIRST_TIMER) / TIMER_BYTES;
    if (offset < FIRST_TIMER || number >= TIMERS) {
      return; // reserved
    }
    HpetComparator timer = timers.get(number);
    switch (offset % TIMER_BYTES) {
      case TIMER_CONFIGURATION -> {
        release(number);
        timer.configure(merged);
        drive(number);
      }
      case TIMER_COMPARATOR -> timer.compareWith(counter(), value, lanes);
      default -> {}
    }
  }

  private void configure(long value) {
    long changed = configuration ^ value;
    if ((changed & ENABLE) != 0) {
      long ticks = crystal.ticks();
      counter = running() ? counter + ticks : counter - ticks;
    }
    if ((changed & LEGACY_REPLACEMENT) != 0) {
      for (int i = 0; i < TIMERS; i++) {
        release(i);
      }
    }
    configuration = value;
    if ((changed & LEGACY_REPLACEMENT) != 0) {
      legacyReplacement.accept((value & LEGACY_REPLACEMENT) != 0);
    }
    for (int i = 0; i < TIMERS; i++) {
      drive(i);
    }
  }

  private boolean running() {
    return (configuration & ENABLE) != 0;
  }

  private long counter() {
    return running() ? counter + crystal.ticks() : counter;
  }

  /** Writing ones clears the status of level-triggered timers. */
  private void clear(long bits) {
    status &= ~bits;
    for (int i = 0; i < TIMERS; i++) {
      drive(i);
    }
  }

  /** Notes what has matched by now, and waits for what matches next. */
  private void update() {
    long now = counter();
    for (int i = 0; i < TIMERS; i++) {
      HpetComparator timer = timers.get(i);
      if (running() && timer.passed(now)) {
        matched(i);
      }
      long left = running() && timer.enabled() ? timer.ticksToMatch(now) : EventQueue.NEVER;
      long tick = crystal.ticks() + left;
      alarms.get(i).set(left < 0 || tick < left ? EventQueue.NEVER : crystal.cyclesAt(tick));
    }
  }

  private void matched(int number) {
    HpetComparator timer = timers.get(number);
    if (timer.levelTriggered()) {
      status |= 1L << number;
      drive(number);
    } else if (timer.enabled()) {
      line(number).pulse();
    }
  }

  private void drive(int number) {
    HpetComparator timer = timers.get(number);
    if (timer.levelTriggered()) {
      line(number).set(running() && timer.enabled() && (status & (1L << number)) != 0);
    }
  }

  private void release(int number) {
    if (timers.get(number).levelTriggered()) {
      line(number).set(false);
    }
  }

  private InterruptLine line(int number) {
    boolean legacy = (configuration & LEGACY_REPLACEMENT) != 0 && number < legacyLines.size();
    return legacy ? legacyLines.get(number) : routes.apply(timers.get(number).route());
  }

  private static void checkAccess(long offset, int bytes) {
    if ((bytes != Integer.BYTES && bytes != Long.BYTES) || offset % bytes != 0) {
      throw new UnimplementedException(
          "a %d-byte access to offset 0x%x of the HPET".formatted(bytes, offset));
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(configuration);
    out.writeLong(status);
    out.writeLong(counter);
    for (int i = 0; i < TIMERS; i++) {
      timers.get(i).save(out);
      alarms.get(i).save(out);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    configuration = in.readLong();
    status = in.readLong();
    counter = in.readLong();
    for (int i = 0; i < TIMERS; i++) {
      timers.get(i).restore(in);
      alarms.get(i).restore(in);
    }
  }
}
