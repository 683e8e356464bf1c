package ksim.core.timing;

import java.util.HashMap;
import java.util.Map;
import ksim.core.encoding.MemoryOperand;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.description.InstructionCost;

/**
 * When the results of a block are ready, if nothing but the latencies of its instructions counted.
 * Changes of RSP by PUSH, POP, CALL and RET are free: the stack engine makes them. Memory that is
 * written and read again through the same operand depends on what was written, as long as the
 * operand's registers stay the same. The wait of locked instructions is counted elsewhere.
 */
final class DependencyChain {
  private static final int FLAGS = 16;

  private final int loadLatency;
  private final int storeForward;
  private final long[] ready = new long[FLAGS + 1];
  private final Map<MemoryOperand, Long> stored = new HashMap<>();
  private long last;

  DependencyChain(CoreDescription core) {
    loadLatency = core.parameter("load-latency");
    storeForward = core.parameter("store-forward");
  }

  /** When the last result so far is ready, in cycles. */
  long lastReady() {
    return last;
  }

  /** When each register and the flags are ready, in cycles. */
  long[] ready() {
    return ready.clone();
  }

  void add(Footprint instruction) {
    InstructionCost cost = instruction.cost();
    long start = 0;
    if (!instruction.independent()) {
      for (int register : instruction.reads()) {
        start = Math.max(start, ready[register]);
      }
      if (cost.flags().reads) {
        start = Math.max(start, ready[FLAGS]);
      }
    }
    start = Math.max(start, addressReady(instruction));
    if (instruction.loads()) {
      start = Math.max(start, loaded(instruction));
    }
    long result = start + cost.latencyCycles();
    for (int register : instruction.writes()) {
      ready[register] = result;
      stored.keySet().removeIf(m -> m.base() == register || m.index() == register);
    }
    if (cost.flags().writes) {
      ready[FLAGS] = result;
    }
    if (instruction.stores() && !instruction.lock()) {
      instruction.memory().ifPresent(operand -> stored.put(operand, result));
    }
    last = Math.max(last, result);
  }

  private long addressReady(Footprint instruction) {
    long address = 0;
    for (int register : instruction.addressRegisters()) {
      address = Math.max(address, ready[register]);
    }
    return address;
  }

  private long loaded(Footprint instruction) {
    long address = addressReady(instruction) + loadLatency;
    return instruction
        .memory()
        .map(operand -> stored.getOrDefault(operand, Long.MIN_VALUE))
        .filter(time -> time != Long.MIN_VALUE)
        .map(time -> Math.max(address, time + storeForward))
        .orElse(address);
  }
}
