package ksim.core.isa.vector;

/**
 * Instructions whose results draw on two lanes: packing into narrower elements, interleaving, and
 * arithmetic on neighbours. Described on two lanes they are the MMX forms.
 */
public final class Packing {
  private static final long LOW = 0xffff_ffffL;

  private Packing() {}

  /** A number saturated to a signed word. */
  static int signedWord(int value) {
    return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static long signedByte(long value) {
    return Math.clamp(value, Byte.MIN_VALUE, Byte.MAX_VALUE) & 0xff;
  }

  private static long unsignedByte(long value) {
    return Math.clamp(value, 0, 0xff);
  }

  private static long word(long lane, int i) {
    return (short) (lane >>> (16 * i));
  }

  /** PACKSSWB: signed words of a, then of b, saturated to signed bytes. */
  public static long signedBytes(long a, long b) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= signedByte(word(a, i)) << (8 * i) | signedByte(word(b, i)) << (8 * i + 32);
    }
    return result;
  }

  /** PACKUSWB: signed words of a, then of b, saturated to unsigned bytes. */
  public static long unsignedBytes(long a, long b) {
    long result = 0;
    for (int i = 0; i < 4; i++) {
      result |= unsignedByte(word(a, i)) << (8 * i) | unsignedByte(word(b, i)) << (8 * i + 32);
    }
    return result;
  }

  /** PACKSSDW: signed doublewords of a, then of b, saturated to signed words. */
  public static long signedWords(long a, long b) {
    return words(signedWord((int) a), signedWord((int) (a >>> 32)))
        | words(signedWord((int) b), signedWord((int) (b >>> 32))) << 32;
  }

  /** PACKUSDW: signed doublewords of a, then of b, saturated to unsigned words. */
  public static long unsignedWords(long a, long b) {
    return words(unsignedWord((int) a), unsignedWord((int) (a >>> 32)))
        | words(unsignedWord((int) b), unsignedWord((int) (b >>> 32))) << 32;
  }

  private static int unsignedWord(int value) {
    return Math.clamp(value, 0, 0xffff);
  }

  private static long words(int low, int high) {
    return (low & 0xffffL) | (high & 0xffffL) << 16;
  }

  /** PUNPCKLBW: the four low bytes of a, each followed by that of b. */
  public static long interleaveBytes(long a, long b) {
    return spreadBytes(a) | spreadBytes(b) << 8;
  }

  private static long spreadBytes(long a) {
    long words = spreadWords(a);
    return (words | words << 8) & 0x00ff_00ff_00ff_00ffL;
  }

  /** PUNPCKLWD: the two low words of a, each followed by that of b. */
  public static long interleaveWords(long a, long b) {
    return spreadWords(a) | spreadWords(b) << 16;
  }

  private static long spreadWords(long a) {
    long low = a & LOW;
    return (low | low << 16) & 0x0000_ffff_0000_ffffL;
  }

  /** PUNPCKLDQ: the low doubleword of a, then that of b. */
  public static long interleaveDoublewords(long a, long b) {
    return (a & LOW) | b << 32;
  }

  /** PHADDW: the sums of neighbouring words of a, then of b. */
  public static long addWords(long a, long b) {
    return Elements.WORDS.add(evenWords(a, b), oddWords(a, b));
  }

  /** PHADDSW: the saturated sums of neighbouring signed words of a, then of b. */
  public static long addWordsSaturating(long a, long b) {
    return Elements.WORDS.addSignedSaturating(evenWords(a, b), oddWords(a, b));
  }

  /** PHSUBW: from the even words of a, then of b, their upper neighbours subtracted. */
  public static long subtractWords(long a, long b) {
    return Elements.WORDS.subtract(evenWords(a, b), oddWords(a, b));
  }

  /** PHSUBSW: the same of signed words, saturated. */
  public static long subtractWordsSaturating(long a, long b) {
    return Elements.WORDS.subtractSignedSaturating(evenWords(a, b), oddWords(a, b));
  }

  /** PHADDD: the sum of the doublewords of a, then of b. */
  public static long addDoublewords(long a, long b) {
    return ((a + (a >>> 32)) & LOW) | ((b + (b >>> 32)) << 32);
  }

  /** PHSUBD: from the low doubleword of a, then of b, the high one subtracted. */
  public static long subtractDoublewords(long a, long b) {
    return ((a - (a >>> 32)) & LOW) | ((b - (b >>> 32)) << 32);
  }

  private static long evenWords(long a, long b) {
    return gather(a) | gather(b) << 32;
  }

  private static long oddWords(long a, long b) {
    return gather(a >>> 16) | gather(b >>> 16) << 32;
  }

  /** Words 0 and 2 side by side. */
  private static long gather(long a) {
    return (a & 0xffff) | (a >>> 16 & 0xffff_0000L);
  }
}
