package ksim.core.timing.uops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import ksim.core.timing.uops.MicroOp.Kind;
import ksim.core.timing.uops.MicroOp.Result;

/**
 * Distributes the latencies of an instruction over the micro-operations that compute, so that each
 * pair of operands gets the latency that was measured between them.
 *
 * <p>Results that depend on the same inputs in the same way are one stage: a micro-operation that
 * produces them. It waits for the inputs with the shortest latencies; others pass through a
 * micro-operation before it that takes the difference: one of the instruction's, or if none is left
 * one that takes no port and no slot. A stage whose inputs include all of another stage's, each
 * later by the same number of cycles, waits for that stage instead of its inputs. Micro-operations
 * that are left over wait for all inputs and produce nothing. With too few micro-operations, stages
 * become one.
 */
final class ComputeStages {
  private static final int NO_PORT = 0;

  private final Dataflow flow;
  private final Deque<Integer> ports;
  private int dividerCycles;
  private final InternalResources internals;
  private final List<MicroOp> uops = new ArrayList<>();

  /**
   * Prepares the distribution.
   *
   * @param flow inputs, outputs and latencies
   * @param ports ports of each micro-operation, at least one; the first that computes results first
   * @param dividerCycles cycles for which the first keeps the divider busy
   * @param internals where values between micro-operations go
   */
  ComputeStages(
      Dataflow flow, List<Integer> ports, int dividerCycles, InternalResources internals) {
    this.flow = flow;
    this.ports = new ArrayDeque<>(ports);
    this.dividerCycles = dividerCycles;
    this.internals = internals;
  }

  /** A set of outputs that depend on the inputs in the same way. */
  private static final class Stage {
    private final List<Integer> outputs = new ArrayList<>();

    /** Latencies from each input to the output that is ready first. */
    private final int[] shortest;

    /** Resource in which other stages find what it computes, or -1. */
    private int value = -1;

    Stage(int[] shortest) {
      this.shortest = shortest;
    }

    int latest() {
      return IntStream.of(shortest).max().orElse(0);
    }

    int earliest() {
      int earliest = Integer.MAX_VALUE;
      for (int cycles : shortest) {
        earliest = cycles > 0 ? Math.min(earliest, cycles) : earliest;
      }
      return earliest == Integer.MAX_VALUE ? 1 : earliest;
    }
  }

  /** The micro-operations, in an order in which each comes after those that it waits for. */
  List<MicroOp> build() {
    List<Stage> stages = stages();
    for (int missing = stages.size() - ports.size(); missing > 0; missing--) {
      ports.addFirst(NO_PORT);
    }
    int spare = ports.size() - Math.max(1, stages.size());
    List<Stage> done = new ArrayList<>();
    for (Stage stage : stages) {
      spare -= emit(stage, done, spare);
      done.add(stage);
    }
    while (!ports.isEmpty()) {
      leftOver();
    }
    return uops;
  }

  private List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    for (int output = 0; output < flow.outputs().size(); output++) {
      int[] column = new int[flow.inputs().size()];
      for (int input = 0; input < column.length; input++) {
        column[input] = flow.latency(input, output);
      }
      Stage stage = find(stages, column);
      stage.outputs.add(output);
    }
    stages.sort((a, b) -> Integer.compare(a.latest(), b.latest()));
    return stages;
  }

  private static Stage find(List<Stage> stages, int[] column) {
    Stage candidate = new Stage(column);
    for (Stage stage : stages) {
      if (sameShape(stage, candidate)) {
        if (candidate.earliest() < stage.earliest()) {
          System.arraycopy(column, 0, stage.shortest, 0, column.length);
        }
        return stage;
      }
    }
    stages.add(candidate);
    return candidate;
  }

  private static boolean sameShape(Stage a, Stage b) {
    int difference = b.earliest() - a.earliest();
    for (int i = 0; i < a.shortest.length; i++) {
      int expected = a.shortest[i] == 0 ? 0 : a.shortest[i] + difference;
      if (b.shortest[i] != expected) {
        return false;
      }
    }
    return true;
  }

  /** Emits a stage; returns how many micro-operations before it were used. */
  private int emit(Stage stage, List<Stage> done, int spare) {
    int[] latencies = stage.shortest.clone();
    List<Integer> sources = new ArrayList<>();
    int viaOther = useOther(latencies, done, sources);
    int shortest = viaOther > 0 ? viaOther : Integer.MAX_VALUE;
    for (int cycles : latencies) {
      shortest = cycles > 0 ? Math.min(shortest, cycles) : shortest;
    }
    int base = shortest == Integer.MAX_VALUE ? stage.earliest() : shortest;
    TreeMap<Integer, List<Integer>> byDelay = new TreeMap<>();
    for (int i = 0; i < latencies.length; i++) {
      if (latencies[i] > 0) {
        byDelay
            .computeIfAbsent(latencies[i] - base, d -> new ArrayList<>())
            .add(flow.inputs().get(i));
      }
    }
    int own = ports.removeFirst();
    int used = 0;
    for (var entry : byDelay.descendingMap().entrySet()) {
      if (entry.getKey() > 0) {
        int value = internals.next();
        boolean real = used < spare;
        uops.add(
            compute(
                real ? ports.removeFirst() : NO_PORT,
                entry.getValue(),
                List.of(new Result(value, entry.getKey())),
                0));
        sources.add(value);
        used += real ? 1 : 0;
      } else {
        sources.addAll(entry.getValue());
      }
    }
    List<Result> results = new ArrayList<>();
    for (int output : stage.outputs) {
      results.add(new Result(flow.outputs().get(output), base + extra(output, stage)));
    }
    stage.value = internals.next();
    results.add(new Result(stage.value, base));
    uops.add(compute(own, sources, results, takeDivider()));
    return used;
  }

  /** By how much an output of a stage is later than its earliest one. */
  private int extra(int output, Stage stage) {
    int earliest = Integer.MAX_VALUE;
    for (int input = 0; input < flow.inputs().size(); input++) {
      int cycles = flow.latency(input, output);
      earliest = cycles > 0 ? Math.min(earliest, cycles) : earliest;
    }
    return earliest == Integer.MAX_VALUE ? 0 : Math.max(0, earliest - stage.earliest());
  }

  /**
   * Takes the value of an earlier stage in place of its inputs, where they all come later by the
   * same number of cycles; returns that number, or 0.
   */
  private static int useOther(int[] latencies, List<Stage> done, List<Integer> sources) {
    for (Stage other : done) {
      int difference = difference(other.shortest, latencies);
      if (difference > 0) {
        for (int i = 0; i < latencies.length; i++) {
          latencies[i] = other.shortest[i] > 0 ? 0 : latencies[i];
        }
        sources.add(other.value);
        return difference;
      }
    }
    return 0;
  }

  private static int difference(int[] earlier, int[] later) {
    int difference = 0;
    for (int i = 0; i < earlier.length; i++) {
      if (earlier[i] > 0) {
        int own = later[i] - earlier[i];
        if (own <= 0 || (difference > 0 && own != difference)) {
          return 0;
        }
        difference = own;
      }
    }
    return difference;
  }

  private void leftOver() {
    List<Integer> sources = new ArrayList<>();
    for (int input = 0; input < flow.inputs().size(); input++) {
      if (flow.matters(input)) {
        sources.add(flow.inputs().get(input));
      }
    }
    uops.add(compute(ports.removeFirst(), sources, List.of(), takeDivider()));
  }

  /** Cycles for the micro-operation that is the first to ask. */
  private int takeDivider() {
    int cycles = dividerCycles;
    dividerCycles = 0;
    return cycles;
  }

  private static MicroOp compute(
      int ports, List<Integer> sources, List<Result> results, int dividerCycles) {
    return new MicroOp(
        Kind.COMPUTE,
        ports,
        List.copyOf(sources),
        List.copyOf(results),
        dividerCycles,
        MicroOp.NO_ACCESS);
  }
}
