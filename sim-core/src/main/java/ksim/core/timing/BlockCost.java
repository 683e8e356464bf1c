package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;

/**
 * The static cost of a block: the largest of what the front end needs to issue it, what its busiest
 * ports need, and what of its critical path the reorder buffer cannot hide behind other blocks;
 * plus the cycles in which single instructions let nothing else proceed. A block that is entered
 * again from its own end cannot be faster than its loop-carried dependences, nor than one taken
 * branch a cycle.
 *
 * @param quarterCycles cost of one execution, in quarters of a cycle
 * @param loopQuarterCycles cost where the block follows itself, in quarters of a cycle
 */
record BlockCost(long quarterCycles, long loopQuarterCycles) {
  private static final long QUARTERS = MachineTiming.QUARTERS_PER_CYCLE;

  static BlockCost of(List<InstructionUops> block, CoreDescription core) {
    PortPressure ports = new PortPressure();
    long slots = 0;
    long stalls = 0;
    for (InstructionUops instruction : block) {
      if (instruction.instruction().repeat() == RepeatPrefix.NONE) {
        slots += slots(instruction);
        stalls += stallQuarters(instruction, core);
        press(instruction, ports);
      }
    }
    long issue = ceilingDivide(QUARTERS * slots, core.parameter("issue-width"));
    DependencyChain chain = new DependencyChain(core);
    block.forEach(chain::add);
    long once = chain.lastReady();
    long carried = carriedCycles(chain, block);
    long exposed = QUARTERS * once * slots / core.parameter("reorder-buffer");
    long throughput = Math.max(Math.max(issue, ports.quarterCycles()), exposed);
    long taken = BlockEnding.isBranch(block.getLast().instruction()) ? QUARTERS : 0;
    long loop = Math.max(Math.max(throughput, QUARTERS * carried), taken);
    return new BlockCost(throughput + stalls, loop + stalls);
  }

  private static long slots(InstructionUops instruction) {
    long slots = 0;
    for (DecodedUop decoded : instruction.uops()) {
      slots += decoded.parts().size();
    }
    return slots;
  }

  private static void press(InstructionUops instruction, PortPressure ports) {
    if (instruction.elimination() != Elimination.NONE) {
      return;
    }
    for (DecodedUop decoded : instruction.uops()) {
      for (FusedUop fused : decoded.parts()) {
        fused.parts().forEach(ports::add);
      }
    }
  }

  /** Cycles in which nothing else proceeds, in quarters, without those that its slots take. */
  private static long stallQuarters(InstructionUops instruction, CoreDescription core) {
    long prefix = instruction.lengthChangingPrefix() ? core.parameter("length-changing-prefix") : 0;
    long issue = QUARTERS * slots(instruction) / core.parameter("issue-width");
    long alone = Math.max(0, QUARTERS * instruction.figure().throughputCycles() - issue);
    return QUARTERS * prefix + alone;
  }

  /** How much later some result is ready with each further execution, in cycles. */
  private static long carriedCycles(DependencyChain chain, List<InstructionUops> block) {
    block.forEach(chain::add);
    long[] before = chain.ready();
    block.forEach(chain::add);
    long[] after = chain.ready();
    long longest = 0;
    for (int i = 0; i < before.length; i++) {
      longest = Math.max(longest, after[i] - before[i]);
    }
    return longest;
  }

  private static long ceilingDivide(long a, long b) {
    return (a + b - 1) / b;
  }
}
