package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.FastTlbs.View;

/** What decides which fast TLBs explicit accesses use. */
final class ViewChoice implements Persistent {
  static final long CR0_AM = 1 << 18;

  /** The CPU is at CPL 3. */
  boolean userMode;

  /** EFLAGS.AC. */
  boolean alignmentCheckFlag;

  /** CR0.AM. */
  boolean alignmentMask;

  /**
   * The view to use now.
   *
   * @param accessPrevention CR4.SMAP
   */
  View of(FastTlbs fast, boolean accessPrevention) {
    if (userMode) {
      return alignmentCheckFlag && alignmentMask ? fast.userAligned : fast.user;
    }
    return alignmentCheckFlag && accessPrevention ? fast.supervisorWithAc : fast.supervisor;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(userMode);
    out.writeBoolean(alignmentCheckFlag);
    out.writeBoolean(alignmentMask);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    userMode = in.readBoolean();
    alignmentCheckFlag = in.readBoolean();
    alignmentMask = in.readBoolean();
  }
}
