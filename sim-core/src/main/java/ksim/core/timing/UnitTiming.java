package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;

/** Timing level {@link TimingLevel#NONE}: each instruction takes one cycle, all else nothing. */
public final class UnitTiming implements CoreTiming {
  private static final long QUARTERS = 4;

  @Override
  public BlockProfile profile(List<Instruction> instructions, long linear) {
    return BlockProfile.ofCost(instructions, linear, QUARTERS * instructions.size());
  }

  @Override
  public long executed(BlockProfile block, long nextRip) {
    return block.quarterCycles() / QUARTERS;
  }

  @Override
  public long executedPartly(BlockProfile block, int count) {
    return count;
  }

  @Override
  public long exceptionEntryCycles() {
    return 0;
  }

  @Override
  public long interruptEntryCycles() {
    return 0;
  }
}
