package ksim.core.isa.vector;

/** Shuffles within a block of 128 bits: PSHUF, SHUFPS, PALIGNR, VPERMIL and their kin. */
public final class Shuffle {
  private static final long LOW = 0xffff_ffffL;

  private Shuffle() {}

  private static long doubleword(long low, long high, int index) {
    long lane = (index & 2) == 0 ? low : high;
    return lane >>> (32 * (index & 1)) & LOW;
  }

  private static long twoDoublewords(long low, long high, int control) {
    return doubleword(low, high, control) | doubleword(low, high, control >>> 2) << 32;
  }

  /** PSHUFD, VPERMILPS: doublewords of the second source by two bits of an immediate each. */
  public static BlockOperation doublewords(int control) {
    return (lane, low, high, low2, high2) -> twoDoublewords(low2, high2, control >>> (4 * lane));
  }

  /** SHUFPS: two doublewords of the first source, two of the second. */
  public static BlockOperation singles(int control) {
    return (lane, low, high, low2, high2) ->
        lane == 0 ? twoDoublewords(low, high, control) : twoDoublewords(low2, high2, control >>> 4);
  }

  /** SHUFPD: a lane of the first source by bit 0 of an immediate, one of the second by bit 1. */
  public static BlockOperation doubles(int control) {
    return (lane, low, high, low2, high2) ->
        lane == 0 ? ((control & 1) == 0 ? low : high) : ((control & 2) == 0 ? low2 : high2);
  }

  /** VPERMILPD: lanes of the second source by a bit of an immediate each. */
  public static BlockOperation doublesInPlace(int control) {
    return (lane, low, high, low2, high2) -> (control >>> lane & 1) == 0 ? low2 : high2;
  }

  /** VPERMILPS: doublewords of the first source by bits 1-0 of those of the second. */
  public static long singlesBy(int lane, long low, long high, long low2, long high2) {
    long control = lane == 0 ? low2 : high2;
    return doubleword(low, high, (int) control)
        | doubleword(low, high, (int) (control >>> 32)) << 32;
  }

  /** VPERMILPD: lanes of the first source by bit 1 of those of the second. */
  public static long doublesBy(int lane, long low, long high, long low2, long high2) {
    long control = lane == 0 ? low2 : high2;
    return (control & 2) == 0 ? low : high;
  }

  /** PSHUFW: words by two bits of an immediate each. */
  public static long words(long a, int control) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= (a >>> (16 * (control >>> (2 * i) & 3)) & 0xffff) << (16 * i);
    }
    return result;
  }

  /** PSHUFLW: the words of the low lane; the high lane stays. */
  public static BlockOperation lowWords(int control) {
    return (lane, low, high, low2, high2) -> lane == 0 ? words(low2, control) : high2;
  }

  /** PSHUFHW: the words of the high lane; the low lane stays. */
  public static BlockOperation highWords(int control) {
    return (lane, low, high, low2, high2) -> lane == 0 ? low2 : words(high2, control);
  }

  /** PSHUFB: bytes of the first source by those of the second; zero where bit 7 is set. */
  public static long bytes(int lane, long low, long high, long low2, long high2) {
    long control = lane == 0 ? low2 : high2;
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      int index = (int) (control >>> shift);
      if ((index & 0x80) == 0) {
        long from = (index & 8) == 0 ? low : high;
        result |= (from >>> (8 * (index & 7)) & 0xff) << shift;
      }
    }
    return result;
  }

  /** PSHUFB in its MMX form. */
  public static long bytes(long a, long control) {
    return bytes(0, a, a, control, 0);
  }

  /** PALIGNR: the first source above the second, shifted right by bytes. */
  public static BlockOperation align(int bytes) {
    return (lane, low, high, low2, high2) ->
        switch (lane + bytes / 8) {
          case 0 -> align(high2, low2, bytes % 8);
          case 1 -> align(low, high2, bytes % 8);
          case 2 -> align(high, low, bytes % 8);
          case 3 -> align(0, high, bytes % 8);
          default -> 0;
        };
  }

  /** PALIGNR in its MMX form. */
  public static LaneOperation alignLane(int bytes) {
    return (a, b) ->
        switch (bytes / 8) {
          case 0 -> align(a, b, bytes);
          case 1 -> align(0, a, bytes - 8);
          default -> 0;
        };
  }

  /** The low lane of a pair shifted right by 0 to 7 bytes. */
  private static long align(long high, long low, int bytes) {
    return bytes == 0 ? low : low >>> (8 * bytes) | high << (64 - 8 * bytes);
  }

  /** PSLLDQ: the second source shifted left by bytes. */
  public static BlockOperation shiftLeft(int bytes) {
    int aligned = 16 - Math.min(bytes, 16);
    BlockOperation align = align(aligned);
    return (lane, low, high, low2, high2) -> align.lane(lane, low2, high2, 0, 0);
  }

  /** PSRLDQ: the second source shifted right by bytes. */
  public static BlockOperation shiftRight(int bytes) {
    BlockOperation align = align(bytes);
    return (lane, low, high, low2, high2) -> align.lane(lane, 0, 0, low2, high2);
  }

  /** MOVSLDUP: the even doublewords of the second source, twice. */
  public static long evenTwice(long a, long b) {
    return (b & LOW) | b << 32;
  }

  /** MOVSHDUP: the odd doublewords of the second source, twice. */
  public static long oddTwice(long a, long b) {
    return b >>> 32 | (b & ~LOW);
  }

  /** MOVDDUP: the low lane of the second source, twice. */
  public static long lowTwice(int lane, long low, long high, long low2, long high2) {
    return low2;
  }
}
