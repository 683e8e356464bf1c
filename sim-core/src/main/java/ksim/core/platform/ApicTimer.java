package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import ksim.core.time.Clock;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.ScheduledEvent;
import ksim.mmu.Persistent;

/**
 * The timer of a local APIC (Intel SDM volume 3, section 11.5.4): counts down from the initial
 * count, one-shot or periodic, or waits until the time-stamp counter reaches a deadline. Its count
 * is computed from the time, so that it costs nothing while it runs.
 */
final class ApicTimer implements Persistent {
  /** Bits 18-17 of the timer's entry in the local vector table. */
  enum Mode {
    ONE_SHOT,
    PERIODIC,
    TSC_DEADLINE,
    /** Reserved: the timer does not run. */
    RESERVED;

    private static final Mode[] BY_CODE = values();

    static Mode of(int code) {
      return BY_CODE[code & 3];
    }

    boolean counts() {
      return this == ONE_SHOT || this == PERIODIC;
    }
  }

  private final Clock clock;
  private final EventQueue events;
  private final long cyclesPerTick;
  private final Runnable expired;

  private Mode mode = Mode.ONE_SHOT;
  private long initialCount;
  private int divider = 2;

  /** The count at {@link #startCycles}; periods after it begin at the initial count. */
  private long startCount;

  private long startCycles;
  private long deadline;

  /** What the time-stamp counter is ahead of the clock. */
  private long timeStampOffset;

  private Optional<ScheduledEvent> expiry = Optional.empty();

  /**
   * @param clock the time
   * @param events the queue that carries the expiry
   * @param cyclesPerTick core cycles per tick of the undivided timer clock
   * @param expired called each time the count reaches zero
   */
  ApicTimer(Clock clock, EventQueue events, long cyclesPerTick, Runnable expired) {
    this.clock = clock;
    this.events = events;
    this.cyclesPerTick = cyclesPerTick;
    this.expired = expired;
  }

  /** Stops it and forgets everything but the time-stamp counter. */
  void reset() {
    stop();
    mode = Mode.ONE_SHOT;
    divider = 2;
  }

  private void stop() {
    cancel();
    initialCount = 0;
    deadline = 0;
  }

  private void cancel() {
    expiry.ifPresent(events::cancel);
    expiry = Optional.empty();
  }

  /**
   * Chooses what it does. From one-shot to periodic and back a running count goes on, and the
   * change shows when it reaches zero; to or from another mode disarms the timer.
   */
  void setMode(Mode newMode) {
    if (newMode != mode && !(newMode.counts() && mode.counts())) {
      stop();
    }
    mode = newMode;
  }

  /** Loads the initial count and starts counting; zero stops the timer. */
  void start(int count) {
    if (!mode.counts()) {
      return;
    }
    cancel();
    initialCount = Integer.toUnsignedLong(count);
    count(initialCount, clock.cycles());
  }

  /** The initial count; zero in the modes that do not count. */
  int initialCount() {
    return (int) initialCount;
  }

  /**
   * Sets the divider; a running count goes on at the new rate.
   *
   * @param configuration bits 0, 1 and 3 as the divide configuration register holds them
   */
  void setDivide(int configuration) {
    int left = currentCount();
    int code = (configuration & 3) | (configuration >>> 1 & 4);
    divider = code == 7 ? 1 : 2 << code;
    if (left != 0) {
      cancel();
      count(Integer.toUnsignedLong(left), clock.cycles());
    }
  }

  /** The current count. */
  int currentCount() {
    if (expiry.isEmpty() || !mode.counts()) {
      return 0;
    }
    long ticks = Math.max(0, clock.cycles() - startCycles) / cyclesPerCount();
    return (int) Math.max(0, startCount - ticks);
  }

  private void count(long from, long timeCycles) {
    if (from != 0) {
      startCount = from;
      startCycles = timeCycles;
      schedule(timeCycles + from * cyclesPerCount());
    }
  }

  private long cyclesPerCount() {
    return cyclesPerTick * divider;
  }

  /** IA32_TSC_DEADLINE: zero when disarmed, and in other modes. */
  long deadline() {
    return deadline;
  }

  /** Arms the timer for a value of the time-stamp counter; zero disarms it. */
  void setDeadline(long timeStamp) {
    if (mode == Mode.TSC_DEADLINE) {
      deadline = timeStamp;
      armDeadline();
    }
  }

  /**
   * The time-stamp counter has been set.
   *
   * @param offset what it is ahead of the clock now, in core cycles
   */
  void setTimeStampOffset(long offset) {
    timeStampOffset = offset;
    if (mode == Mode.TSC_DEADLINE) {
      armDeadline();
    }
  }

  private void armDeadline() {
    cancel();
    if (deadline == 0) {
      return;
    }
    long now = clock.cycles();
    long timeStamp = now + timeStampOffset;
    if (Long.compareUnsigned(deadline, timeStamp) <= 0) {
      schedule(now);
    } else if (deadline - timeStamp > 0 && now + (deadline - timeStamp) > 0) {
      schedule(now + (deadline - timeStamp));
    } // Further away than the simulated time can be.
  }

  private void schedule(long timeCycles) {
    expiry = Optional.of(events.schedule(timeCycles, EventPriority.TIMER, this::expire));
  }

  private void expire(long timeCycles) {
    expiry = Optional.empty();
    deadline = 0;
    if (mode == Mode.PERIODIC) {
      count(initialCount, timeCycles);
    }
    expired.run();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeUTF(mode.name());
    out.writeLong(initialCount);
    out.writeInt(divider);
    out.writeLong(startCount);
    out.writeLong(startCycles);
    out.writeLong(deadline);
    out.writeLong(timeStampOffset);
    EventQueue.save(out, expiry);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    mode = SavedEnum.read(in, Mode.class);
    initialCount = in.readLong();
    divider = in.readInt();
    startCount = in.readLong();
    startCycles = in.readLong();
    deadline = in.readLong();
    timeStampOffset = in.readLong();
    expiry = events.restore(in, this::expire);
  }
}
