package ksim.core.platform;

/**
 * How ticks become nanoseconds without a division: shifted left by {@code shift}, right if it is
 * negative, then multiplied by {@code multiplier} / 2^32.
 *
 * @param shift -32 to 31
 * @param multiplier 32 bits, unsigned, with the highest bit set
 */
record NanosecondScale(int shift, long multiplier) {
  private static final long NANOSECONDS = 1_000_000_000L;

  /**
   * The scale for a frequency, its multiplier rounded down as KVM rounds it.
   *
   * @param hertz ticks a second, 1 to 2^62
   */
  static NanosecondScale of(long hertz) {
    if (hertz <= 0 || hertz > 1L << 62) {
      throw new IllegalArgumentException("not a frequency in hertz: " + hertz);
    }
    int shift = 0;
    long ticks = hertz;
    while (ticks > 2 * NANOSECONDS) {
      ticks >>= 1;
      shift--;
    }
    while (ticks <= NANOSECONDS) {
      ticks <<= 1;
      shift++;
    }
    return new NanosecondScale(shift, (NANOSECONDS << 32) / ticks);
  }
}
