package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The vector registers and MXCSR. A register has four 64-bit lanes, the lowest first: the first two
 * are its XMM part, all four YMM.
 */
public final class VectorRegisters implements Persistent {
  /** Lanes of a register. */
  public static final int LANES = 4;

  /** Number of registers. */
  public static final int COUNT = 16;

  /** Value of {@link #mxcsr} after a reset: all exceptions masked, round to nearest. */
  public static final int MXCSR_RESET = 0x1f80;

  private static final int SCRATCH_COUNT = 4;

  /**
   * Register n starts at index n * {@link #LANES}. Behind the last one there is room for four more,
   * from {@link #COUNT} on: operands that come from memory, and results that are not final yet.
   */
  public final long[] lanes = new long[(COUNT + SCRATCH_COUNT) * LANES];

  /** MXCSR: control and status of SSE and AVX arithmetic (Intel SDM volume 1, section 10.2.3). */
  public int mxcsr = MXCSR_RESET;

  VectorRegisters() {}

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, lanes);
    out.writeInt(mxcsr);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, lanes);
    mxcsr = in.readInt();
  }
}
