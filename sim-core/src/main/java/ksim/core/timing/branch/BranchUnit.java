package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/** Predicts where blocks go, and learns from where they went. One for each core. */
public final class BranchUnit implements Persistent {
  private long branches;

  /**
   * @param core the core description
   */
  public BranchUnit(CoreDescription core) {
    core.parameter("issue-width");
  }

  /**
   * A block has ended.
   *
   * @param kind how
   * @param address linear address of its last instruction
   * @param end linear address of the byte behind it
   * @param next linear address where execution went on
   */
  public Prediction outcome(BranchKind kind, long address, long end, long next) {
    branches += kind == BranchKind.NONE || address == end ? 0 : 1;
    return next == 0 ? Prediction.WRONG : Prediction.RIGHT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(branches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    branches = in.readLong();
  }
}
