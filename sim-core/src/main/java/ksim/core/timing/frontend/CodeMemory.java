package ksim.core.timing.frontend;

/** Where instructions are fetched from. */
public interface CodeMemory {
  /**
   * The legacy decoders' fetch begins with a line of 64 bytes.
   *
   * @param linear linear address of a byte of the line
   * @param physical physical address of the same byte
   * @param cycle cycle in which it is asked for
   * @return core cycles by which the line is later than a hit of TLB and first-level cache
   */
  long fetchDelay(long linear, long physical, long cycle);

  /** Whether that is 0, and asking for the line changes nothing but the order of uses. */
  boolean hits(long linear, long physical, long cycle);

  /** A memory where all lines are there. */
  static CodeMemory alwaysHere() {
    return new CodeMemory() {
      @Override
      public long fetchDelay(long linear, long physical, long cycle) {
        return 0;
      }

      @Override
      public boolean hits(long linear, long physical, long cycle) {
        return true;
      }
    };
  }
}
