package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.uops.Effects.Kind;
import ksim.core.timing.uops.Effects.Memory;
import ksim.core.timing.uops.Effects.Use;

/**
 * What goes into the computation of an instruction, what comes out, and the latencies between.
 *
 * @param inputs resources that it waits for
 * @param outputs resources that it produces
 * @param latencies latency from input to output, first index input; 0 if the output does not depend
 *     on the input
 */
record Dataflow(List<Integer> inputs, List<Integer> outputs, List<List<Integer>> latencies) {

  /**
   * The flow of data through an instruction's computation.
   *
   * @param effects what it reads and writes
   * @param latencies its latencies
   * @param loaded resource of the data of each memory operand that is read, in order
   * @param stored resource of the data of each memory operand that is written, in order
   */
  static Dataflow of(
      Effects effects, OperandLatencies latencies, List<Integer> loaded, List<Integer> stored) {
    List<Memory> targets = effects.memories().stream().filter(Memory::writes).toList();
    List<Integer> outputs = new ArrayList<>();
    effects.writes().forEach(write -> outputs.add(write.resource()));
    outputs.addAll(stored);
    List<Integer> inputs = new ArrayList<>();
    List<List<Integer>> rows = new ArrayList<>();
    for (Use read : effects.reads()) {
      if (read.kind() != Kind.PERHAPS || latencies.hasFalseDependence(read.role())) {
        add(read.resource(), row(read, effects, latencies, targets, stored), inputs, rows);
      }
    }
    for (Use address : derivedFrom(effects)) {
      List<Integer> row = new ArrayList<>();
      effects.writes().forEach(w -> row.add(w.kind() == Kind.FROM_ADDRESS ? 1 : 0));
      stored.forEach(_ -> row.add(0));
      add(address.resource(), row, inputs, rows);
    }
    for (int data : loaded) {
      List<Integer> row = new ArrayList<>();
      for (Use write : effects.writes()) {
        row.add(write.kind() == Kind.PLAIN ? latencies.fromLoad(write.role()) : 0);
      }
      for (int i = 0; i < stored.size(); i++) {
        row.add(latencies.fromLoadToStore(targets.get(i).role()));
      }
      add(data, row, inputs, rows);
    }
    return new Dataflow(inputs, outputs, rows);
  }

  private static List<Integer> row(
      Use read,
      Effects effects,
      OperandLatencies latencies,
      List<Memory> targets,
      List<Integer> stored) {
    int extra = read.kind() == Kind.HIGH_BYTE ? 1 : 0;
    List<Integer> row = new ArrayList<>();
    for (Use write : effects.writes()) {
      boolean depends =
          switch (write.kind()) {
            case ADVANCED -> write.resource() == read.resource();
            case FROM_ADDRESS -> false;
            case PLAIN, PERHAPS, HIGH_BYTE -> !advances(read, effects);
          };
      int cycles = depends ? latencies.registers(read.role(), write.role()) : 0;
      row.add(cycles == 0 ? 0 : cycles + extra);
    }
    for (int i = 0; i < stored.size(); i++) {
      row.add(
          advances(read, effects)
              ? 0
              : latencies.toStore(read.role(), targets.get(i).role()) + extra);
    }
    return row;
  }

  /** Whether a register that is read only moves on. */
  private static boolean advances(Use read, Effects effects) {
    return effects.writes().stream()
        .anyMatch(w -> w.kind() == Kind.ADVANCED && w.resource() == read.resource());
  }

  /** The registers of an address of which something else is made. */
  private static List<Use> derivedFrom(Effects effects) {
    return effects.writes().stream().anyMatch(w -> w.kind() == Kind.FROM_ADDRESS)
        ? effects.memories().getFirst().address()
        : List.of();
  }

  /** Adds an input; a register that is read in two roles counts with its longer latencies. */
  private static void add(
      int resource, List<Integer> row, List<Integer> inputs, List<List<Integer>> rows) {
    int known = inputs.indexOf(resource);
    if (known < 0) {
      inputs.add(resource);
      rows.add(row);
      return;
    }
    List<Integer> merged = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      merged.add(Math.max(row.get(i), rows.get(known).get(i)));
    }
    rows.set(known, merged);
  }

  /** Latency from an input to an output, by their indices; 0 if there is no dependence. */
  int latency(int input, int output) {
    return latencies.get(input).get(output);
  }

  /** Whether anything that comes out depends on an input. */
  boolean matters(int input) {
    return outputs.isEmpty() || latencies.get(input).stream().anyMatch(cycles -> cycles > 0);
  }
}
