package ksim.core.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import ksim.mmu.Persistent;

/**
 * The events of a machine in their total order: time, then priority, then the order in which they
 * were scheduled.
 *
 * <p>An event is code and cannot be saved. Whoever has scheduled one saves its place in the order
 * with {@link #save(DataOutput, Optional)} and schedules it again there when restored; the queue
 * itself saves only how many events there have been, and is restored, empty, before them.
 */
public final class EventQueue implements Persistent {
  /** What {@link #nextCycles()} answers when nothing is scheduled: later than any time. */
  public static final long NEVER = Long.MAX_VALUE;

  private final TreeSet<ScheduledEvent> events = new TreeSet<>();
  private final Horizon horizon;
  private long scheduled;
  private long nextCycles = NEVER;

  /** Told when the next event has come nearer, so that a running CPU stops in time for it. */
  @FunctionalInterface
  public interface Horizon {
    /**
     * @param timeCycles time of an event that has just become the next one
     */
    void shorten(long timeCycles);
  }

  /** An empty queue that nobody watches. */
  public EventQueue() {
    this(timeCycles -> {});
  }

  /**
   * @param horizon told of each event that becomes the next one when it is scheduled
   */
  public EventQueue(Horizon horizon) {
    this.horizon = horizon;
  }

  /**
   * Schedules an event. A time that has already passed is allowed: the event is then due at once.
   *
   * @param timeCycles when, in core cycles
   * @param priority its place among events of the same time
   * @param event what happens
   * @return the handle for {@link #cancel}
   */
  public ScheduledEvent schedule(long timeCycles, EventPriority priority, Event event) {
    ScheduledEvent entry = new ScheduledEvent(timeCycles, priority, scheduled++, event);
    events.add(entry);
    if (timeCycles < nextCycles) {
      nextCycles = timeCycles;
      horizon.shorten(timeCycles);
    }
    return entry;
  }

  /**
   * Takes an event back.
   *
   * @return whether it was still to come
   */
  public boolean cancel(ScheduledEvent entry) {
    boolean pending = events.remove(entry);
    updateNext();
    return pending;
  }

  /** When the next event is due, in core cycles, or {@link #NEVER}. */
  public long nextCycles() {
    return nextCycles;
  }

  /**
   * Fires, in order, every event due at or before a time, those included that such events schedule.
   *
   * @param timeCycles the time, in core cycles
   */
  public void fireUntil(long timeCycles) {
    while (nextCycles <= timeCycles && !events.isEmpty()) {
      ScheduledEvent entry = events.pollFirst();
      updateNext();
      entry.fire();
    }
  }

  /** Writes how many events have been scheduled. */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(scheduled);
  }

  /** Forgets all events: those who had scheduled them schedule them again. */
  @Override
  public void restore(DataInput in) throws IOException {
    events.clear();
    updateNext();
    scheduled = in.readLong();
  }

  /** Writes the place of an event in the order, or that there is none. */
  public static void save(DataOutput out, Optional<ScheduledEvent> entry) throws IOException {
    out.writeBoolean(entry.isPresent());
    if (entry.isPresent()) {
      entry.get().save(out);
    }
  }

  /**
   * Schedules an event at the place that {@link #save(DataOutput, Optional)} wrote.
   *
   * @return empty if there was none
   */
  public Optional<ScheduledEvent> restore(DataInput in, Event event) throws IOException {
    if (!in.readBoolean()) {
      return Optional.empty();
    }
    ScheduledEvent entry = ScheduledEvent.restore(in, event);
    events.add(entry);
    updateNext();
    return Optional.of(entry);
  }

  private void updateNext() {
    nextCycles = events.isEmpty() ? NEVER : events.first().timeCycles();
  }
}
