package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The stride prefetcher of the first-level data cache: it remembers loads by the low 8 bits of
 * their instruction's address, and where one has moved twice by the same distance of up to 2 KiB,
 * it asks for the line at that distance ahead, if that is in the same page (Intel Optimization
 * Manual, "Data Prefetching", instruction-pointer-based prefetcher; 256 entries by Chen et al.,
 * AfterImage, ASPLOS 2023). Simplified: it is shown the loads that miss or are the first to use a
 * prefetched line, not every load; loads in between move within their line.
 */
final class StridePrefetcher implements Persistent {
  private static final int ENTRIES = 256;
  private static final int FARTHEST = 2048;
  private static final int PAGE_SHIFT = 12;

  private final long[] last = new long[ENTRIES];
  private final long[] stride = new long[ENTRIES];

  /**
   * Shows it a load.
   *
   * @param instruction linear address of its instruction
   * @param physical physical address of its data
   * @return the physical address to prefetch, or -1
   */
  long observe(long instruction, long physical) {
    int entry = (int) instruction & ENTRIES - 1;
    long step = physical - last[entry];
    boolean steady = step == stride[entry] && step != 0;
    last[entry] = physical;
    stride[entry] = Math.abs(step) <= FARTHEST ? step : 0;
    long next = physical + step;
    return steady && next >>> PAGE_SHIFT == physical >>> PAGE_SHIFT ? next : -1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, last);
    SavedArrays.save(out, stride);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, last);
    SavedArrays.restore(in, stride);
  }
}
