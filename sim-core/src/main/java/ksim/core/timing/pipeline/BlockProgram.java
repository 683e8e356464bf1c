package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.frontend.FetchPlan;
import ksim.core.timing.uops.InstructionUops;

/**
 * A block of instructions as the pipeline runs it: made once when the block is decoded, from then
 * on only read. {@link Pipeline#program} makes it.
 */
public final class BlockProgram {
  private final List<InstructionUops> instructions;
  private final FetchPlan plan;

  /** The micro-operations, as {@link UopCode} describes. */
  final int[] code;

  /** Where in the code the micro-operations of each instruction end. */
  final int[] ends;

  /** What is rarely needed of each instruction. */
  final InstructionRules[] rules;

  /** More sources and results of micro-operations, by their place in the code. */
  final MoreOperands more;

  BlockProgram(
      List<InstructionUops> instructions,
      FetchPlan plan,
      int[] code,
      int[] ends,
      InstructionRules[] rules,
      MoreOperands more) {
    this.instructions = List.copyOf(instructions);
    this.plan = plan;
    this.code = code;
    this.ends = ends;
    this.rules = rules;
    this.more = more;
  }

  /** Where in the code the micro-operations of an instruction begin. */
  int start(int instruction) {
    return instruction == 0 ? 0 : ends[instruction - 1];
  }

  /** The instructions in order. */
  public List<InstructionUops> instructions() {
    return instructions;
  }

  /** What the front end knows of the block. */
  public FetchPlan plan() {
    return plan;
  }
}
