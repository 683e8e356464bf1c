package ksim.core.cycles;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import ksim.core.timing.frontend.FetchLimit;
import ksim.core.timing.pipeline.UopEvent;
import ksim.core.timing.uops.MicroOp;

/**
 * Why the last micro-operation of a recording retired when it did and not earlier: the chain of
 * last-arriving events behind it, as in Fields, Rubin and Bodik, "Focusing processor policies via
 * critical-path prediction" (ISCA 2001), with the events that the pipeline itself has recorded.
 */
final class CriticalPath {
  /** A place in the life of a micro-operation. */
  private enum Stage {
    FETCH,
    ISSUE,
    START,
    RETIRE
  }

  /** A micro-operation at a stage. */
  private record Node(int uop, Stage stage) {}

  private static final int NOWHERE = -1;

  /** Cycles from retirement after which a store that waited for nothing has been written. */
  private static final int WRITE_CYCLES = 8;

  private final List<RecordedUop> uops;
  private final Map<Cause, Long> cycles = new EnumMap<>(Cause.class);
  private final Map<Integer, Long> dependency = new HashMap<>();
  private final Map<Integer, Long> ports = new TreeMap<>();
  private final Map<Integer, NavigableMap<Long, Integer>> started = new HashMap<>();
  private final NavigableMap<Long, Integer> startedAnywhere = new TreeMap<>();
  private final NavigableMap<Long, Integer> retired = new TreeMap<>();
  private final List<Integer> stores = new ArrayList<>();
  private final int storeBuffer;
  private final List<Integer> chain = new ArrayList<>();
  private final long retirementDelay;
  private final long total;

  private CriticalPath(List<RecordedUop> uops, int storeBuffer) {
    this.uops = uops;
    this.storeBuffer = storeBuffer;
    long delay = Long.MAX_VALUE;
    for (int i = 0; i < uops.size(); i++) {
      UopEvent event = event(i);
      delay = Math.min(delay, event.retired() - event.done());
      retired.put(event.retired(), i);
      if (event.kind() == MicroOp.Kind.STORE_DATA) {
        stores.add(i);
      }
      if (event.port() != UopEvent.NONE) {
        started.computeIfAbsent(event.port(), port -> new TreeMap<>()).put(event.started(), i);
        startedAnywhere.put(event.started(), i);
      }
    }
    retirementDelay = delay;
    total = walk();
  }

  /**
   * Follows the path from the last micro-operation back to the first that is known.
   *
   * @param storeBuffer number of stores that the store buffer holds
   */
  static CriticalPath of(List<RecordedUop> uops, int storeBuffer) {
    return new CriticalPath(uops, storeBuffer);
  }

  /** Length of the path in cycles. */
  long total() {
    return total;
  }

  /** Cycles by what they were spent on. */
  Map<Cause, Long> cycles() {
    return cycles;
  }

  /** Cycles that each instruction's results were waited for, by its index. */
  Map<Integer, Long> dependency() {
    return dependency;
  }

  /** Cycles by port, of those spent on ports. */
  Map<Integer, Long> ports() {
    return ports;
  }

  /** Indexes of the instructions whose results were waited for, the youngest first. */
  List<Integer> chain() {
    return chain;
  }

  private UopEvent event(int index) {
    return uops.get(index).event();
  }

  private long walk() {
    if (uops.isEmpty()) {
      return 0;
    }
    int last = uops.size() - 1;
    Node node = new Node(last, Stage.RETIRE);
    long end = event(last).retired();
    long time = end;
    while (node.uop() != NOWHERE) {
      time = time(node);
      node = before(node);
    }
    return end - time;
  }

  private long time(Node node) {
    UopEvent event = event(node.uop());
    return switch (node.stage()) {
      case FETCH -> event.queued();
      case ISSUE -> event.issued();
      case START -> event.started();
      case RETIRE -> event.retired();
    };
  }

  private Node before(Node node) {
    return switch (node.stage()) {
      case FETCH -> beforeFetch(node.uop());
      case ISSUE -> beforeIssue(node.uop());
      case START -> beforeStart(node.uop());
      case RETIRE -> beforeRetirement(node.uop());
    };
  }

  private Node go(Node from, Cause cause, int uop, Stage stage) {
    if (uop == NOWHERE) {
      return new Node(NOWHERE, stage);
    }
    Node to = new Node(uop, stage);
    cycles.merge(cause, Math.max(0, time(from) - time(to)), Long::sum);
    return to;
  }

  private Node beforeRetirement(int uop) {
    UopEvent event = event(uop);
    Node node = new Node(uop, Stage.RETIRE);
    if (event.retired() - event.done() > retirementDelay) {
      return go(node, Cause.RETIREMENT, uop - 1, Stage.RETIRE);
    }
    cycles.merge(Cause.TRANSIT, event.retired() - event.done(), Long::sum);
    return executed(uop, event.done());
  }

  /** What it took to have a result of a micro-operation at a time: back to its start. */
  private Node executed(int uop, long available) {
    UopEvent event = event(uop);
    long taken = Math.max(0, available - event.started());
    long late = Math.min(taken, Math.max(0, event.memoryCycles()));
    int instruction = uops.get(uop).instruction();
    cycles.merge(Cause.MEMORY, late, Long::sum);
    cycles.merge(Cause.DEPENDENCY, taken - late, Long::sum);
    dependency.merge(instruction, taken, Long::sum);
    chain.add(instruction);
    return new Node(uop, Stage.START);
  }

  private Node beforeStart(int uop) {
    UopEvent event = event(uop);
    Node node = new Node(uop, Stage.START);
    return switch (event.startWait()) {
      case SOURCE -> {
        int producer = index(event.source());
        yield producer == NOWHERE
            ? new Node(NOWHERE, Stage.START)
            : executed(producer, event.started());
      }
      case PORT -> occupied(node, event, Cause.PORT);
      case DIVIDER -> occupied(node, event, Cause.DIVIDER);
      case ORDERING -> go(node, Cause.ORDERING, uop - 1, Stage.START);
      case ISSUE, NOTHING -> go(node, Cause.TRANSIT, uop, Stage.ISSUE);
    };
  }

  /** The micro-operation that had the port, or the divider, before. */
  private Node occupied(Node node, UopEvent event, Cause cause) {
    Map.Entry<Long, Integer> older =
        started.getOrDefault(event.port(), new TreeMap<>()).lowerEntry(event.started());
    if (older == null) {
      return new Node(NOWHERE, Stage.START);
    }
    if (cause == Cause.PORT) {
      ports.merge(event.port(), event.started() - older.getKey(), Long::sum);
    }
    return go(node, cause, older.getValue(), Stage.START);
  }

  private Node beforeIssue(int uop) {
    UopEvent event = event(uop);
    Node node = new Node(uop, Stage.ISSUE);
    return switch (event.issueWait()) {
      case WIDTH -> go(node, Cause.ISSUE, uop - 1, Stage.ISSUE);
      case FRONT_END -> go(node, fetchCause(event), uop, Stage.FETCH);
      case MERGE -> go(node, Cause.MERGE, uop - 1, Stage.ISSUE);
      case REORDER_BUFFER ->
          go(node, Cause.TRANSIT, latest(retired, event.issued(), uop), Stage.RETIRE);
      case SCHEDULER ->
          go(node, Cause.TRANSIT, latest(startedAnywhere, event.issued(), uop), Stage.START);
      case LOAD_BUFFER ->
          go(node, Cause.LOAD_BUFFER, latest(retired, event.issued(), uop), Stage.RETIRE);
      case STORE_BUFFER -> beforeStoreBuffer(node);
      case SERIALIZING -> go(node, Cause.ORDERING, uop - 1, Stage.RETIRE);
    };
  }

  /**
   * The store whose place is taken: either it has been written soon after it retired, and what held
   * up its retirement counts, or stores wait in turn to be written.
   */
  private Node beforeStoreBuffer(Node node) {
    int position = Collections.binarySearch(stores, node.uop());
    int own = position < 0 ? -position - 1 : position;
    if (own < storeBuffer) {
      return new Node(NOWHERE, Stage.ISSUE);
    }
    int freed = stores.get(own - storeBuffer);
    boolean soon = event(node.uop()).issued() - event(freed).retired() <= WRITE_CYCLES;
    return soon
        ? go(node, Cause.TRANSIT, freed, Stage.RETIRE)
        : go(node, Cause.STORE_BUFFER, node.uop() - 1, Stage.ISSUE);
  }

  private Node beforeFetch(int uop) {
    Node node = new Node(uop, Stage.FETCH);
    UopEvent event = event(uop);
    if (event.fetchLimit() != FetchLimit.QUEUE_FULL) {
      return go(node, fetchCause(event), uop - 1, Stage.FETCH);
    }
    int left = uop - 1;
    while (left >= 0 && event(left).issued() > event.queued()) {
      left--;
    }
    return go(node, Cause.TRANSIT, left, Stage.ISSUE);
  }

  private static Cause fetchCause(UopEvent event) {
    return switch (event.fetchLimit()) {
      case PREDECODER -> Cause.PREDECODER;
      case LENGTH_CHANGING_PREFIX -> Cause.LENGTH_CHANGING_PREFIX;
      case CODE_MEMORY -> Cause.CODE_MEMORY;
      case DECODERS -> Cause.DECODERS;
      case MICROCODE -> Cause.MICROCODE;
      case UOP_CACHE -> Cause.UOP_CACHE;
      case LOOP_BUFFER -> Cause.LOOP_BUFFER;
      case REDIRECT -> Cause.REDIRECT;
      case QUEUE_FULL -> Cause.ISSUE;
    };
  }

  /** The last older micro-operation to which something happened up to a cycle. */
  private static int latest(NavigableMap<Long, Integer> when, long cycle, int younger) {
    Map.Entry<Long, Integer> found = when.floorEntry(cycle);
    while (found != null && found.getValue() >= younger) {
      found = when.lowerEntry(found.getKey());
    }
    return found == null ? NOWHERE : found.getValue();
  }

  private int index(long sequence) {
    if (sequence == UopEvent.NONE || uops.isEmpty()) {
      return NOWHERE;
    }
    long index = sequence - event(0).sequence();
    return index < 0 || index >= uops.size() ? NOWHERE : (int) index;
  }
}
