package ksim.core.timing.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.MicroOp;

/**
 * The same core as {@link Pipeline}, simulated cycle by cycle and without regard to speed: issue,
 * binding of ports, dispatch of the oldest that is ready, retirement. It knows computing
 * micro-operations only.
 */
final class ReferenceCore {
  /** Micro-operations that share an issue slot. */
  static final class Slot {
    final List<Uop> uops = new ArrayList<>();

    /** Slots that must be issued in the same cycle, beginning with this one; 0 if it follows. */
    final int together;

    final long queued;
    long issued = -1;
    long retired = -1;

    Slot(int together, long queued) {
      this.together = together;
      this.queued = queued;
    }

    boolean executedBefore(long cycle) {
      return uops.stream().allMatch(uop -> uop.done >= 0 && uop.done < cycle);
    }
  }

  /** A micro-operation. */
  static final class Uop {
    final MicroOp code;
    final List<Uop> producers = new ArrayList<>();
    final List<Integer> latencies = new ArrayList<>();
    int port = -1;
    long started = -1;
    long done = -1;

    Uop(MicroOp code) {
      this.code = code;
    }

    /** When all its sources are ready; -1 if that is not known yet. */
    long operands() {
      long latest = 0;
      for (int i = 0; i < producers.size(); i++) {
        if (producers.get(i).started < 0) {
          return -1;
        }
        latest = Math.max(latest, producers.get(i).started + latencies.get(i));
      }
      return latest;
    }
  }

  private static final int PORTS = 8;

  private final CoreDescription core;
  private final Deque<Slot> queue = new ArrayDeque<>();
  private final Deque<Slot> reorderBuffer = new ArrayDeque<>();
  private final List<Uop> scheduler = new ArrayList<>();
  private final Map<Uop, Long> issuedAt = new HashMap<>();
  private final int[] waiting = new int[PORTS];
  private List<Uop> startedBefore = List.of();
  private final Map<Integer, Uop> writers = new HashMap<>();
  private final Map<Integer, Uop> written = new HashMap<>();
  private int lastLoadPort = 2;

  ReferenceCore(CoreDescription core) {
    this.core = core;
  }

  /** Runs slots to their end. */
  void run(List<Slot> slots) {
    slots.forEach(this::rename);
    queue.addAll(slots);
    for (long cycle = 0; !queue.isEmpty() || !reorderBuffer.isEmpty(); cycle++) {
      List<Slot> group = group(cycle);
      retire(cycle);
      int[] atStart = Arrays.copyOf(waiting, PORTS);
      for (int i = 0; i < group.size(); i++) {
        issue(group.get(i), i, cycle, atStart);
      }
      dispatch(cycle);
    }
  }

  /** What the slots of an instruction write, the others of the same instruction do not see. */
  private void rename(Slot slot) {
    if (slot.together != 0) {
      writers.putAll(written);
      written.clear();
    }
    for (Uop uop : slot.uops) {
      for (int source : uop.code.sources()) {
        Uop writer = writers.get(source);
        if (writer != null) {
          uop.producers.add(writer);
          for (MicroOp.Result result : writer.code.results()) {
            if (result.resource() == source) {
              uop.latencies.add(result.latencyCycles());
            }
          }
        }
      }
      uop.code.results().forEach(result -> written.put(result.resource(), uop));
    }
  }

  private List<Slot> group(long cycle) {
    int width = core.parameter("issue-width");
    List<Slot> group = new ArrayList<>();
    if (reorderBuffer.size() + width > core.parameter("reorder-buffer")
        || scheduler.size() + width > core.parameter("scheduler")) {
      return group;
    }
    while (!queue.isEmpty()
        && queue.getFirst().queued <= cycle
        && group.size() + queue.getFirst().together <= width) {
      for (int left = queue.getFirst().together; left > 0; left--) {
        group.add(queue.removeFirst());
      }
    }
    return group;
  }

  private void issue(Slot slot, int number, long cycle, int[] atStart) {
    slot.issued = cycle;
    reorderBuffer.addLast(slot);
    for (Uop uop : slot.uops) {
      uop.port = bind(uop.code.ports(), number, atStart);
      waiting[uop.port]++;
      scheduler.add(uop);
      issuedAt.put(uop, cycle);
    }
  }

  private int bind(int set, int slot, int[] atStart) {
    List<Integer> ports = new ArrayList<>();
    for (int port = 0; port < PORTS; port++) {
      if ((set >> port & 1) != 0) {
        ports.add(port);
      }
    }
    if (set == core.ports("ports-load")) {
      lastLoadPort = 5 - lastLoadPort;
      return lastLoadPort;
    }
    ports.sort((a, b) -> atStart[a] == atStart[b] ? b - a : atStart[a] - atStart[b]);
    if (ports.size() == 1 || slot % 2 == 0) {
      return ports.getFirst();
    }
    int more = atStart[ports.get(1)] - atStart[ports.getFirst()];
    return more >= core.parameter("port-bias") ? ports.getFirst() : ports.get(1);
  }

  private void dispatch(long cycle) {
    List<Uop> started = new ArrayList<>();
    for (int port = 0; port < PORTS; port++) {
      for (Uop uop : scheduler) {
        if (uop.port == port && canStart(uop, cycle)) {
          started.add(uop);
          break;
        }
      }
    }
    scheduler.removeAll(started);
    started.forEach(uop -> start(uop, cycle));
    startedBefore.forEach(uop -> waiting[uop.port]--);
    startedBefore = started;
  }

  private boolean canStart(Uop uop, long cycle) {
    long operands = uop.operands();
    long direct = issuedAt.getOrDefault(uop, 0L) + core.parameter("issue-to-start");
    boolean late = operands == direct || operands == direct + 1;
    return operands >= 0
        && cycle >= direct
        && cycle >= operands + (late ? core.parameter("late-source") : 0);
  }

  private static void start(Uop uop, long cycle) {
    uop.started = cycle;
    uop.done = cycle + 2;
    for (MicroOp.Result result : uop.code.results()) {
      uop.done = Math.max(uop.done, cycle + result.latencyCycles());
    }
  }

  private void retire(long cycle) {
    for (int i = 0; i < core.parameter("retire-width") && !reorderBuffer.isEmpty(); i++) {
      if (!reorderBuffer.getFirst().executedBefore(cycle)) {
        return;
      }
      reorderBuffer.removeFirst().retired = cycle;
    }
  }
}
