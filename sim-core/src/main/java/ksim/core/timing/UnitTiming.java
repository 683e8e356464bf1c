package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.encoding.Instruction;

/**
 * Timing level {@link TimingLevel#NONE}: each instruction and each entry into a handler takes one
 * cycle.
 */
public final class UnitTiming implements CoreTiming {
  private static final long QUARTERS = 4;

  @Override
  public BlockProfile profile(List<Instruction> instructions, long linear, long physical) {
    return CostProfile.ofCost(instructions, linear, QUARTERS * instructions.size());
  }

  @Override
  public long executed(BlockProfile block, long nextRip) {
    return ((CostProfile) block).quarterCycles() / QUARTERS;
  }

  @Override
  public long executedPartly(BlockProfile block, int count) {
    return count;
  }

  @Override
  public void resume(long cycles) {}

  /** Time must pass even where a handler faults at its first instruction, for ever. */
  @Override
  public long exceptionEntryCycles() {
    return 1;
  }

  @Override
  public long interruptEntryCycles() {
    return 1;
  }

  /** It has no state. */
  @Override
  public void save(DataOutput out) {}

  @Override
  public void restore(DataInput in) {}

  @Override
  public SortedMap<String, Long> figures() {
    return new TreeMap<>();
  }
}
