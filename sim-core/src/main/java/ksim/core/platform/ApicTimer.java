package ksim.core.platform;

import java.util.Optional;
import ksim.core.time.Clock;
import ksim.core.time.EventPriority;
import ksim.core.time.EventQueue;
import ksim.core.time.ScheduledEvent;

/**
 * The timer of a local APIC: counts down from the initial count, one-shot or periodic (Intel SDM
 * volume 3, section 11.5.4). Its count is computed from the time, so that it costs nothing while it
 * runs.
 */
final class ApicTimer {
  private final Clock clock;
  private final EventQueue events;
  private final long cyclesPerTick;
  private final Runnable expired;

  private long initialCount;
  private int divider = 2;
  private boolean periodic;
  private long startCycles;
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

  /** Loads the initial count and starts counting; zero stops the timer. */
  void start(int count) {
    initialCount = Integer.toUnsignedLong(count);
    restart(clock.cycles());
  }

  /** Chooses between one-shot and periodic; takes effect at the next expiry. */
  void setPeriodic(boolean periodic) {
    this.periodic = periodic;
  }

  /**
   * Sets the divider from the divide configuration register; a running count starts again with it.
   *
   * @param configuration bits 0, 1 and 3 as the register holds them
   */
  void setDivide(int configuration) {
    int code = (configuration & 3) | (configuration >>> 1 & 4);
    divider = code == 7 ? 1 : 2 << code;
    if (expiry.isPresent()) {
      restart(clock.cycles());
    }
  }

  /** The current count. */
  int currentCount() {
    if (expiry.isEmpty()) {
      return 0;
    }
    long ticks = Math.max(0, clock.cycles() - startCycles) / cyclesPerCount();
    return (int) Math.max(0, initialCount - ticks);
  }

  private void restart(long timeCycles) {
    expiry.ifPresent(events::cancel);
    expiry = Optional.empty();
    if (initialCount != 0) {
      schedule(timeCycles);
    }
  }

  private void schedule(long timeCycles) {
    startCycles = timeCycles;
    long due = timeCycles + initialCount * cyclesPerCount();
    expiry = Optional.of(events.schedule(due, EventPriority.TIMER, this::expire));
  }

  private void expire(long timeCycles) {
    expiry = Optional.empty();
    if (periodic) {
      schedule(timeCycles);
    }
    expired.run();
  }

  private long cyclesPerCount() {
    return cyclesPerTick * divider;
  }
}
