package ksim.core.isa.vector;

/**
 * AES-NI as block operations. The state is in the first source: byte 4 * c + r of the block is row
 * r of column c; the round key is the second source.
 */
public final class Aes {
  private static final int COLUMNS = 4;

  private Aes() {}

  /** AESENC: a round of encryption. */
  public static long encrypt(int lane, long low, long high, long low2, long high2) {
    return mixedLane(lane, low, high, 1, AesTables.SUBSTITUTE, AesTables.MIX)
        ^ (lane == 0 ? low2 : high2);
  }

  /** AESENCLAST: the last round, without MixColumns. */
  public static long encryptLast(int lane, long low, long high, long low2, long high2) {
    return lane(lane, low, high, 1, AesTables.SUBSTITUTE) ^ (lane == 0 ? low2 : high2);
  }

  /** AESDEC: a round of the equivalent inverse cipher. */
  public static long decrypt(int lane, long low, long high, long low2, long high2) {
    return mixedLane(lane, low, high, -1, AesTables.SUBSTITUTE_INVERSE, AesTables.MIX_INVERSE)
        ^ (lane == 0 ? low2 : high2);
  }

  /** AESDECLAST: the last round, without InvMixColumns. */
  public static long decryptLast(int lane, long low, long high, long low2, long high2) {
    return lane(lane, low, high, -1, AesTables.SUBSTITUTE_INVERSE) ^ (lane == 0 ? low2 : high2);
  }

  /** AESIMC: InvMixColumns of the second source. */
  public static long mixInverse(int lane, long low, long high, long low2, long high2) {
    long source = lane == 0 ? low2 : high2;
    return pair(
        mix((int) source, AesTables.MIX_INVERSE),
        mix((int) (source >>> 32), AesTables.MIX_INVERSE));
  }

  /**
   * AESKEYGENASSIST: SubWord and RotWord of the odd doublewords of the second source.
   *
   * @param roundConstant the immediate
   */
  public static BlockOperation keyAssist(int roundConstant) {
    return (lane, low, high, low2, high2) -> {
      int word = substituteWord((int) ((lane == 0 ? low2 : high2) >>> 32));
      return pair(word, Integer.rotateRight(word, 8) ^ roundConstant);
    };
  }

  private static int substituteWord(int word) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      result |= AesTables.SUBSTITUTE[word >>> shift & 0xff] << shift;
    }
    return result;
  }

  /** Two columns of the state after ShiftRows and SubBytes, by direction 1, or their inverses. */
  private static long lane(int lane, long low, long high, int direction, int[] substitute) {
    return pair(
        column(2 * lane, low, high, direction, substitute),
        column(2 * lane + 1, low, high, direction, substitute));
  }

  private static long mixedLane(
      int lane, long low, long high, int direction, int[] substitute, int[] mix) {
    long columns = lane(lane, low, high, direction, substitute);
    return pair(mix((int) columns, mix), mix((int) (columns >>> 32), mix));
  }

  private static int column(int column, long low, long high, int direction, int[] substitute) {
    int result = 0;
    for (int row = 0; row < 4; row++) {
      int from = column + direction * row & (COLUMNS - 1);
      long lane = from < 2 ? low : high;
      int b = (int) (lane >>> (32 * (from & 1) + 8 * row)) & 0xff;
      result |= substitute[b] << (8 * row);
    }
    return result;
  }

  private static int mix(int column, int[] products) {
    return products[column & 0xff]
        ^ Integer.rotateLeft(products[column >>> 8 & 0xff], 8)
        ^ Integer.rotateLeft(products[column >>> 16 & 0xff], 16)
        ^ Integer.rotateLeft(products[column >>> 24], 24);
  }

  private static long pair(int low, int high) {
    return (low & 0xffff_ffffL) | (long) high << 32;
  }
}
