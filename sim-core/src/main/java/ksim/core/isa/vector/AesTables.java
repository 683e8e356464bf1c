package ksim.core.isa.vector;

/**
 * Tables of the Advanced Encryption Standard (FIPS 197), computed from their definition in the
 * field GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1.
 */
final class AesTables {
  private static final int POLYNOMIAL = 0x11b;
  private static final int AFFINE_CONSTANT = 0x63;

  /** SubBytes. */
  static final int[] SUBSTITUTE = substitution();

  /** InvSubBytes. */
  static final int[] SUBSTITUTE_INVERSE = inverse(SUBSTITUTE);

  /**
   * MixColumns of a column that is zero but for its first byte: what the byte contributes to the
   * four bytes. That of the byte in row r is the same, rotated left by 8 * r.
   */
  static final int[] MIX = products(2, 1, 1, 3);

  /** The same of InvMixColumns. */
  static final int[] MIX_INVERSE = products(14, 9, 13, 11);

  private AesTables() {}

  /** The product of two bytes in the field. */
  static int multiply(int a, int b) {
    int product = 0;
    int power = a;
    for (int rest = b; rest != 0; rest >>>= 1) {
      product ^= (rest & 1) != 0 ? power : 0;
      power <<= 1;
      power ^= (power & 0x100) != 0 ? POLYNOMIAL : 0;
    }
    return product;
  }

  /** The multiplicative inverse, which is the 254th power; of zero, zero. */
  static int invert(int a) {
    int power = a;
    for (int i = 0; i < 6; i++) {
      power = multiply(multiply(power, power), a);
    }
    return multiply(power, power);
  }

  private static int[] substitution() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int b = invert(i);
      int twice = b | b << 8;
      int affine = b ^ twice >>> 4 ^ twice >>> 5 ^ twice >>> 6 ^ twice >>> 7 ^ AFFINE_CONSTANT;
      table[i] = affine & 0xff;
    }
    return table;
  }

  private static int[] inverse(int[] table) {
    int[] result = new int[table.length];
    for (int i = 0; i < table.length; i++) {
      result[table[i]] = i;
    }
    return result;
  }

  private static int[] products(int row0, int row1, int row2, int row3) {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      table[i] =
          multiply(i, row0)
              | multiply(i, row1) << 8
              | multiply(i, row2) << 16
              | multiply(i, row3) << 24;
    }
    return table;
  }
}
