package ksim.core.timing.loadstore;

import java.util.Arrays;

/** Takes note of what a block's accesses do beside taking time. */
final class EffectNotes {
  private int[] cached = new int[64];
  private int cachedCount;
  private int[] learned = new int[64];
  private int learnedCount;
  private int forwarded;
  private int clears;

  /** A block begins. */
  void begin() {
    cachedCount = 0;
    learnedCount = 0;
    forwarded = 0;
    clears = 0;
  }

  /** An access goes to the first-level cache. */
  void cached(int access) {
    if (cachedCount == cached.length) {
      cached = Arrays.copyOf(cached, 2 * cachedCount);
    }
    cached[cachedCount++] = access;
  }

  /** From a load was learned that it was right, or not, to pass stores. */
  void learned(int access, boolean right) {
    if (learnedCount == learned.length) {
      learned = Arrays.copyOf(learned, 2 * learnedCount);
    }
    learned[learnedCount++] = access << 1 | (right ? 1 : 0);
  }

  /** A load gets its data from a store. */
  void forwarded() {
    forwarded++;
  }

  /** A load is done again. */
  void cleared() {
    clears++;
  }

  /** What has been noted of the block. */
  AccessEffects effects() {
    return new AccessEffects(
        Arrays.copyOf(cached, cachedCount),
        Arrays.copyOf(learned, learnedCount),
        forwarded,
        clears);
  }
}
