package ksim.cli.gdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ksim.core.machine.Debugger;
import ksim.mmu.Watch;

/** The breakpoints and watchpoints that gdb has set. */
final class StopPoints {
  /** What a watchpoint watches for. */
  enum Kind {
    WRITE("watch"),
    READ("rwatch"),
    ACCESS("awatch");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private record Watchpoint(Kind kind, long linear, int bytes) {}

  private record Breakpoint(boolean hardware, long linear) {}

  private static final int MOST_PIECES = 32;
  private static final int LARGEST_PIECE = 8;

  private final Debugger debugger;
  private final Set<Breakpoint> breakpoints = new LinkedHashSet<>();
  private final Set<Watchpoint> watchpoints = new LinkedHashSet<>();

  /** The ranges that are watched, in order, and the watchpoint that each is part of. */
  private final Map<Watch, Watchpoint> pieces = new LinkedHashMap<>();

  StopPoints(Debugger debugger) {
    this.debugger = debugger;
  }

  void insertBreakpoint(boolean hardware, long linear) {
    breakpoints.add(new Breakpoint(hardware, linear));
    debugger.insertBreakpoint(linear);
  }

  void removeBreakpoint(boolean hardware, long linear) {
    breakpoints.remove(new Breakpoint(hardware, linear));
    if (!breakpoints.contains(new Breakpoint(!hardware, linear))) {
      debugger.removeBreakpoint(linear);
    }
  }

  /** Whether a breakpoint at an address was set as one of hardware. */
  boolean isHardware(long linear) {
    return breakpoints.contains(new Breakpoint(true, linear));
  }

  /** Whether there is a breakpoint at an address. */
  boolean breaksAt(long linear) {
    return isHardware(linear) || breakpoints.contains(new Breakpoint(false, linear));
  }

  /** Watches a range; false if there is no room for so large a one. */
  boolean insertWatchpoint(Kind kind, long linear, int bytes) {
    Watchpoint watchpoint = new Watchpoint(kind, linear, bytes);
    watchpoints.add(watchpoint);
    if (update()) {
      return true;
    }
    watchpoints.remove(watchpoint);
    update();
    return false;
  }

  void removeWatchpoint(Kind kind, long linear, int bytes) {
    watchpoints.remove(new Watchpoint(kind, linear, bytes));
    update();
  }

  void clear() {
    breakpoints.forEach(breakpoint -> debugger.removeBreakpoint(breakpoint.linear()));
    breakpoints.clear();
    watchpoints.clear();
    update();
  }

  /**
   * What a stop reply says of an access.
   *
   * @param hits bit n for the piece of index n
   */
  String reason(int hits) {
    int index = Integer.numberOfTrailingZeros(hits);
    List<Watchpoint> owners = List.copyOf(pieces.values());
    if (index >= owners.size()) {
      return "";
    }
    Watchpoint hit = owners.get(index);
    return "%s:%x;".formatted(hit.kind().word, hit.linear());
  }

  private boolean update() {
    Map<Watch, Watchpoint> next = new LinkedHashMap<>();
    for (Watchpoint watchpoint : watchpoints) {
      pieces(watchpoint).forEach(piece -> next.putIfAbsent(piece, watchpoint));
    }
    if (next.size() > MOST_PIECES) {
      return false;
    }
    pieces.clear();
    pieces.putAll(next);
    debugger.watch(List.copyOf(pieces.keySet()));
    return true;
  }

  /** Cuts a range into naturally aligned pieces. */
  private static List<Watch> pieces(Watchpoint watchpoint) {
    List<Watch> pieces = new ArrayList<>();
    long end = watchpoint.linear() + watchpoint.bytes();
    for (long at = watchpoint.linear(); at != end && pieces.size() <= MOST_PIECES; ) {
      int size = LARGEST_PIECE;
      while ((at & (size - 1)) != 0 || Long.compareUnsigned(end - at, size) < 0) {
        size >>= 1;
      }
      pieces.add(
          new Watch(at, size, watchpoint.kind() != Kind.WRITE, watchpoint.kind() != Kind.READ));
      at += size;
    }
    return pieces;
  }
}
