package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
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
      if (!read.certain() && !latencies.hasFalseDependence(read.role())) {
        continue;
      }
      List<Integer> row = new ArrayList<>();
      for (Use write : effects.writes()) {
        row.add(latencies.registers(read.role(), write.role()));
      }
      for (int i = 0; i < stored.size(); i++) {
        row.add(latencies.toStore(read.role(), targets.get(i).role()));
      }
      add(read.resource(), row, inputs, rows);
    }
    for (int data : loaded) {
      List<Integer> row = new ArrayList<>();
      for (Use write : effects.writes()) {
        row.add(latencies.fromLoad(write.role()));
      }
      for (int i = 0; i < stored.size(); i++) {
        row.add(latencies.fromLoadToStore(targets.get(i).role()));
      }
      add(data, row, inputs, rows);
    }
    return new Dataflow(inputs, outputs, rows);
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
