package ksim.core.timing;

import java.util.Arrays;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.UopCracker;

/**
 * What the first instructions of blocks cost by themselves, remembered: a page fault in the middle
 * of a block that is executed again and again would otherwise cost the analysis of the block each
 * time.
 */
final class PartialCosts {
  private static final int ENTRIES = 256;

  private final CoreDescription core;
  private final UopCracker cracker;
  private final CostProfile[] blocks = new CostProfile[ENTRIES];
  private final int[] counts = new int[ENTRIES];
  private final long[] quarterCycles = new long[ENTRIES];

  PartialCosts(CoreDescription core, UopCracker cracker) {
    this.core = core;
    this.cracker = cracker;
    Arrays.fill(blocks, CostProfile.ofCost(List.of(), 0, 0));
  }

  /**
   * The static cost of the first instructions of a block, in quarters of a cycle.
   *
   * @param count number of instructions, at least 1
   */
  @SuppressWarnings("ReferenceEquality") // the same block; an equal one would only cost more
  long of(CostProfile block, int count) {
    int slot = (int) (block.start() + count) & (ENTRIES - 1);
    if (blocks[slot] != block || counts[slot] != count) {
      blocks[slot] = block;
      counts[slot] = count;
      quarterCycles[slot] =
          BlockCost.of(cracker.crack(block.instructions().subList(0, count), block.start()), core)
              .quarterCycles();
    }
    return quarterCycles[slot];
  }
}
