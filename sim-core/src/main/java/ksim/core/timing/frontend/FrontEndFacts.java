package ksim.core.timing.frontend;

import java.util.Arrays;

/**
 * What a block's way through the front end depended on beside the front end's own state, if that
 * can be told.
 *
 * @param firstWindow key of the block's first window in the micro-operation cache
 * @param continues whether the block goes on in the window where the one before it ended
 * @param sameLine whether it goes on in the same line
 * @param cacheUses which windows were looked up and filled there, as {@link CacheUses} tells it
 * @param fetches lines that the decoders asked for, as {@link RepeatableFetches} tells them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSame alone, never changed
public record FrontEndFacts(
    long firstWindow, boolean continues, boolean sameLine, byte[] cacheUses, long[] fetches) {
  /** Whether others are the same. */
  public boolean isSame(FrontEndFacts others) {
    return firstWindow == others.firstWindow
        && continues == others.continues
        && sameLine == others.sameLine
        && Arrays.equals(cacheUses, others.cacheUses)
        && Arrays.equals(fetches, others.fetches);
  }
}
