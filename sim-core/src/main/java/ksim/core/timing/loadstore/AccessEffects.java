package ksim.core.timing.loadstore;

/**
 * What a block's accesses, all of them plain, did beside taking time.
 *
 * @param servedByStore the loads that got their data from a store, as a set in words of 64
 * @param learned what was learned from loads that came while addresses of stores were unknown: the
 *     number of each, and in the lowest bit whether it was right to pass them
 * @param clears number of loads that were done again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record AccessEffects(long[] servedByStore, int[] learned, int clears) {
  /** Whether a load got its data from a store. */
  boolean isServed(int access) {
    return (servedByStore[access / Long.SIZE] >>> access & 1) != 0;
  }
}
