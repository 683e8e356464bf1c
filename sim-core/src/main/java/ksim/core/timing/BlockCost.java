package ksim.core.timing;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.timing.description.CoreDescription;

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
  private static final int QUARTERS = 4;

  /** Ports of a simple operation: p0156. */
  private static final int SIMPLE_PORTS = (1 << 0) | (1 << 1) | (1 << 5) | (1 << 6);

  static BlockCost of(List<Instruction> instructions, CoreDescription core) {
    List<Footprint> footprints = new ArrayList<>();
    for (Instruction instruction : instructions) {
      footprints.add(Footprint.of(instruction, core));
    }
    PortPressure ports = new PortPressure();
    int slots = 0;
    long stalls = 0;
    for (int i = 0; i < footprints.size(); i++) {
      Footprint footprint = footprints.get(i);
      ports.add(footprint);
      slots += footprint.issueSlots();
      stalls += stallCycles(instructions.get(i), footprint, core);
    }
    if (fuses(instructions)) {
      slots--;
      ports.remove(SIMPLE_PORTS);
    }
    long issue = ceilingDivide((long) QUARTERS * slots, core.parameter("issue-width"));
    DependencyChain chain = new DependencyChain(core);
    footprints.forEach(chain::add);
    long once = chain.lastReady();
    long carried = carriedCycles(chain, footprints);
    long exposed = QUARTERS * once * slots / core.parameter("reorder-buffer");
    long throughput = Math.max(Math.max(issue, ports.quarterCycles()), exposed);
    long taken = BlockEnding.isBranch(instructions.getLast()) ? QUARTERS : 0;
    long loop = Math.max(Math.max(throughput, QUARTERS * carried), taken);
    return new BlockCost(throughput + QUARTERS * stalls, loop + QUARTERS * stalls);
  }

  private static long stallCycles(
      Instruction instruction, Footprint footprint, CoreDescription core) {
    if (instruction.repeat() != RepeatPrefix.NONE) {
      return 0; // By the bytes moved, at run time.
    }
    long prefix = changesLength(instruction) ? core.parameter("length-changing-prefix") : 0;
    return prefix + (footprint.lock() ? core.parameter("lock") : footprint.cost().stallCycles());
  }

  /** Whether an operand-size prefix shortens the immediate: the length decoder stumbles over it. */
  private static boolean changesLength(Instruction instruction) {
    return !instruction.operands().isEmpty()
        && instruction.operands().getLast() instanceof ImmediateOperand immediate
        && immediate.bits() == Short.SIZE
        && instruction.operandBits() == Short.SIZE;
  }

  /** How much later some result is ready with each further execution, in cycles. */
  private static long carriedCycles(DependencyChain chain, List<Footprint> footprints) {
    footprints.forEach(chain::add);
    long[] before = chain.ready();
    footprints.forEach(chain::add);
    long[] after = chain.ready();
    long longest = 0;
    for (int i = 0; i < before.length; i++) {
      longest = Math.max(longest, after[i] - before[i]);
    }
    return longest;
  }

  /** Whether the last two instructions are fused into one (CMP or the like with Jcc). */
  private static boolean fuses(List<Instruction> instructions) {
    int size = instructions.size();
    if (size < 2 || !instructions.getLast().mnemonic().equals("jcc")) {
      return false;
    }
    return switch (instructions.get(size - 2).mnemonic()) {
      case "cmp", "test", "add", "sub", "and", "inc", "dec" -> true;
      default -> false;
    };
  }

  private static long ceilingDivide(long a, long b) {
    return (a + b - 1) / b;
  }
}
