package ksim.core.platform;

import java.util.ArrayList;
import java.util.List;
import ksim.core.time.EventQueue;
import ksim.core.time.Oscillator;

/** Time for one device under test: a clock that the test moves, and the events on the way. */
final class DeviceTime {
  static final long CORE_HERTZ = 3_000_000_000L;

  final EventQueue events = new EventQueue();
  private long now;

  Oscillator crystal(long hertz) {
    return new Oscillator(this::now, CORE_HERTZ, hertz);
  }

  long now() {
    return now;
  }

  /** Fires what is due up to a time, each event at its own, and stops at that time. */
  void advanceTo(long cycles) {
    while (events.nextCycles() <= cycles) {
      now = Math.max(now, events.nextCycles());
      events.fireUntil(events.nextCycles());
    }
    now = cycles;
  }

  void advance(long cycles) {
    advanceTo(now + cycles);
  }

  /** Moves to the time of the n-th tick of a crystal from now. */
  void advanceTicks(Oscillator crystal, long ticks) {
    advanceTo(crystal.cyclesAt(crystal.ticks() + ticks));
  }

  void setNow(long cycles) {
    now = cycles;
  }

  /** An interrupt line that remembers its edges. */
  final class Line implements InterruptLine {
    boolean asserted;
    final List<Long> rises = new ArrayList<>();
    final List<Long> falls = new ArrayList<>();

    @Override
    public void set(boolean level) {
      if (level != asserted) {
        asserted = level;
        (level ? rises : falls).add(now);
      }
    }
  }
}
