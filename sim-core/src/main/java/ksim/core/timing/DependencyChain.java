package ksim.core.timing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.MicroOp.Kind;
import ksim.core.timing.uops.Resource;

/**
 * When the results of a block are ready, if nothing but the latencies of its micro-operations
 * counted. Memory that is written and read again through the same operand depends on what was
 * written, as long as the operand's registers stay the same. What locked and serialising
 * instructions take is counted elsewhere.
 */
final class DependencyChain {
  private final int forwardLatency;
  private final int loadLatency;
  private final long[] ready = new long[Resource.COUNT];
  private final Map<MemoryOperand, Long> stored = new HashMap<>();
  private long last;

  DependencyChain(CoreDescription core) {
    forwardLatency = core.parameter("forward-latency");
    loadLatency = core.parameter("load-latency");
  }

  /** When the last result so far is ready, in cycles. */
  long lastReady() {
    return last;
  }

  /** When each architectural resource is ready, in cycles. */
  long[] ready() {
    return ready.clone();
  }

  void add(InstructionUops instruction) {
    if (instruction.elimination() == Elimination.GENERAL_MOVE
        || instruction.elimination() == Elimination.VECTOR_MOVE) {
      write(instruction.moveTarget(), ready[instruction.moveSource()]);
      return;
    }
    Map<Integer, Long> results = new HashMap<>();
    boolean isCounted = instruction.figure().throughputCycles() > 0;
    Optional<MemoryOperand> memory = isCounted ? Optional.empty() : memory(instruction);
    for (DecodedUop decoded : instruction.uops()) {
      for (FusedUop fused : decoded.parts()) {
        fused.parts().forEach(uop -> run(uop, memory, results, isCounted));
      }
    }
    results.forEach(this::write);
  }

  private void run(
      MicroOp uop, Optional<MemoryOperand> memory, Map<Integer, Long> results, boolean isCounted) {
    long start = 0;
    for (int source : uop.sources()) {
      start = Math.max(start, ready[source]);
    }
    if (uop.kind() == Kind.LOAD) {
      long from = memory.map(stored::get).map(time -> time + forwardLatency).orElse(start);
      start = Math.max(start, from - loadLatency);
    } else if (uop.kind() == Kind.STORE_DATA && memory.isPresent()) {
      stored.put(memory.get(), start);
    }
    for (MicroOp.Result result : uop.results()) {
      long time = start + (isCounted ? 1 : result.latencyCycles());
      last = Math.max(last, time);
      if (result.resource() >= Resource.INTERNAL) {
        ready[result.resource()] = time;
      } else {
        results.put(result.resource(), time);
      }
    }
  }

  private void write(int resource, long time) {
    ready[resource] = time;
    if (resource < Resource.HIGH_BYTE) {
      stored.keySet().removeIf(m -> m.base() == resource || m.index() == resource);
    }
  }

  private static Optional<MemoryOperand> memory(InstructionUops instruction) {
    List<Operand> operands = instruction.instruction().operands();
    return operands.stream()
        .filter(MemoryOperand.class::isInstance)
        .map(MemoryOperand.class::cast)
        .findFirst();
  }
}
