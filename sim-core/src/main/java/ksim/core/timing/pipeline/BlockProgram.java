package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.frontend.FetchPlan;
import ksim.core.timing.loadstore.AccessPlan;
import ksim.core.timing.uops.InstructionUops;

/**
 * A block of instructions as the pipeline runs it: made once when the block is decoded, from then
 * on only read, but for the ports of its jump. {@link Pipeline#program} makes it.
 */
public final class BlockProgram {
  private final List<InstructionUops> instructions;
  private final FetchPlan plan;

  /** The accesses to memory. */
  final AccessPlan accesses;

  /** The micro-operations, as {@link UopCode} describes. */
  final long[] code;

  /** Where in the code the micro-operations of each instruction end. */
  final int[] ends;

  /** Linear address of each instruction. */
  final long[] addresses;

  /** What is rarely needed of each instruction. */
  final InstructionRules[] rules;

  /** More sources and results of micro-operations, by their place in the code. */
  final MoreOperands more;

  private final JumpPorts jump;

  BlockProgram(
      List<InstructionUops> instructions,
      FetchPlan plan,
      AccessPlan accesses,
      long[] code,
      int[] ends,
      long[] addresses,
      InstructionRules[] rules,
      MoreOperands more,
      JumpPorts jump) {
    this.instructions = List.copyOf(instructions);
    this.plan = plan;
    this.accesses = accesses;
    this.code = code;
    this.ends = ends;
    this.addresses = addresses;
    this.rules = rules;
    this.more = more;
    this.jump = jump;
  }

  /** Tells before the block runs whether the conditional jump at its end, if any, is taken. */
  public void jump(boolean taken) {
    jump.set(code, taken);
  }

  /** The accesses to memory. */
  public AccessPlan accesses() {
    return accesses;
  }

  /** Linear address of each instruction. */
  public long[] addresses() {
    return addresses;
  }

  /** Where in the code the micro-operations of an instruction begin. */
  int start(int instruction) {
    return instruction == 0 ? 0 : ends[instruction - 1];
  }

  /** The instructions in order. */
  public List<InstructionUops> instructions() {
    return instructions;
  }

  /** Linear address of an instruction. */
  public long address(int instruction) {
    return addresses[instruction];
  }

  /** What the front end knows of the block. */
  public FetchPlan plan() {
    return plan;
  }
}
