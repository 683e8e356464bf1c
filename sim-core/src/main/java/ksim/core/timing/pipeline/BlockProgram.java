package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.uops.InstructionUops;

/**
 * A block of instructions as the pipeline runs it: made once when the block is decoded, from then
 * on only read.
 */
public final class BlockProgram {
  private final List<InstructionUops> instructions;
  private final long linear;

  BlockProgram(List<InstructionUops> instructions, long linear) {
    this.instructions = List.copyOf(instructions);
    this.linear = linear;
  }

  /** The instructions in order. */
  public List<InstructionUops> instructions() {
    return instructions;
  }

  /** Linear address of the first instruction. */
  public long linear() {
    return linear;
  }
}
