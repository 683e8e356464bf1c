package ksim.core.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import ksim.mmu.Persistent;

/** The one thing that a device is waiting for: an event that is moved, taken back and saved. */
public final class Alarm implements Persistent {
  private final EventQueue events;
  private final EventPriority priority;
  private final Event event;
  private Optional<ScheduledEvent> pending = Optional.empty();

  /**
   * @param events the queue that carries it
   * @param priority its place among events of the same time
   * @param event what happens
   */
  public Alarm(EventQueue events, EventPriority priority, Event event) {
    this.events = events;
    this.priority = priority;
    this.event = event;
  }

  /**
   * Sets it, in place of what was set before.
   *
   * @param timeCycles when, in core cycles; {@link EventQueue#NEVER} for not at all
   */
  public void set(long timeCycles) {
    if (pending.isPresent() && pending.get().timeCycles() == timeCycles) {
      return;
    }
    cancel();
    if (timeCycles != EventQueue.NEVER) {
      pending = Optional.of(events.schedule(timeCycles, priority, this::fire));
    }
  }

  /** Takes it back; it need not be set. */
  public void cancel() {
    pending.ifPresent(events::cancel);
    pending = Optional.empty();
  }

  /** Whether it is set. */
  public boolean isSet() {
    return pending.isPresent();
  }

  private void fire(long timeCycles) {
    pending = Optional.empty();
    event.fire(timeCycles);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    EventQueue.save(out, pending);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    cancel();
    pending = events.restore(in, this::fire);
  }
}
