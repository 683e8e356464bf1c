package ksim.core.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An event in the queue; the handle with which it can be cancelled. */
public final class ScheduledEvent implements Comparable<ScheduledEvent> {
  private final long timeCycles;
  private final EventPriority priority;
  private final long sequence;
  private final Event event;

  ScheduledEvent(long timeCycles, EventPriority priority, long sequence, Event event) {
    this.timeCycles = timeCycles;
    this.priority = priority;
    this.sequence = sequence;
    this.event = event;
  }

  /** When it is due, in core cycles. */
  public long timeCycles() {
    return timeCycles;
  }

  void fire() {
    event.fire(timeCycles);
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(timeCycles);
    out.writeUTF(priority.name());
    out.writeLong(sequence);
  }

  static ScheduledEvent restore(DataInput in, Event event) throws IOException {
    long timeCycles = in.readLong();
    String priority = in.readUTF();
    long sequence = in.readLong();
    try {
      return new ScheduledEvent(timeCycles, EventPriority.valueOf(priority), sequence, event);
    } catch (IllegalArgumentException e) {
      throw new IOException("no priority of an event: " + priority, e);
    }
  }

  /** Orders by time, then priority, then the order of scheduling; no two events are equal. */
  @Override
  public int compareTo(ScheduledEvent other) {
    int byTime = Long.compare(timeCycles, other.timeCycles);
    if (byTime != 0) {
      return byTime;
    }
    int byPriority = priority.compareTo(other.priority);
    return byPriority != 0 ? byPriority : Long.compare(sequence, other.sequence);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sequence);
  }
}
