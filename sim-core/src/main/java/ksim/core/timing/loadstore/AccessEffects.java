package ksim.core.timing.loadstore;

/**
 * What a block's accesses, all of them plain, did beside taking time.
 *
 * @param cached the accesses that went to the first-level cache, in the order in which they did
 * @param learned what was learned from loads that came while addresses of stores were unknown: the
 *     number of each, and in the lowest bit whether it was right to pass them
 * @param forwarded number of loads that got their data from a store
 * @param clears number of loads that were done again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record AccessEffects(int[] cached, int[] learned, int forwarded, int clears) {}
