package ksim.core.timing.loadstore;

import java.util.Arrays;

/**
 * What a block's accesses, all of them plain, did beside taking time.
 *
 * @param cached the accesses that went to the first-level cache, in the order in which they did
 * @param learned what was learned from loads that came while addresses of stores were unknown: the
 *     number of each, and in the lowest bit whether it was right to pass them
 * @param forwarded number of loads that got their data from a store
 * @param clears number of loads that were done again
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSame alone, never changed
public record AccessEffects(int[] cached, int[] learned, int forwarded, int clears) {
  /** Whether others are the same. */
  public boolean isSame(AccessEffects others) {
    return Arrays.equals(cached, others.cached)
        && Arrays.equals(learned, others.learned)
        && forwarded == others.forwarded
        && clears == others.clears;
  }
}
