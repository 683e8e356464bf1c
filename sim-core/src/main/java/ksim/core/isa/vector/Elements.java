package ksim.core.isa.vector;

/**
 * Integer elements of one width packed in a 64-bit lane, and arithmetic on all of them at once:
 * carries are kept from crossing into the next element by treating the top bit of each element
 * apart.
 */
public enum Elements {
  BYTES(8, 0x8080_8080_8080_8080L),
  WORDS(16, 0x8000_8000_8000_8000L),
  DOUBLEWORDS(32, 0x8000_0000_8000_0000L),
  QUADWORDS(64, 0x8000_0000_0000_0000L);

  private final int bits;

  /** The top bit of each element. */
  private final long signs;

  Elements(int bits, long signs) {
    this.bits = bits;
    this.signs = signs;
  }

  /** Width of an element in bits. */
  public int bits() {
    return bits;
  }

  /** Ones in each element whose top bit is set, zeros in the others. */
  public long negative(long a) {
    long tops = a & signs;
    return (tops << 1) - (tops >>> (bits - 1));
  }

  /** The top bit of each element, side by side from bit 0. */
  long signBits(long a) {
    return Long.compress(a, signs);
  }

  /** Ones in each element whose bit is set, bit 0 that of the lowest. */
  long spread(int mask) {
    return negative(Long.expand(mask, signs));
  }

  /** Ones in the lowest element. */
  long lowest() {
    return -1L >>> (Long.SIZE - bits);
  }

  /** A value of the width of an element, in each element. */
  long replicate(long value) {
    long result = value;
    for (int filled = bits; filled < Long.SIZE; filled <<= 1) {
      result |= result << filled;
    }
    return result;
  }

  /** The sums, modulo 2^bits. */
  public long add(long a, long b) {
    return ((a & ~signs) + (b & ~signs)) ^ ((a ^ b) & signs);
  }

  /** The differences, modulo 2^bits. */
  public long subtract(long a, long b) {
    return ((a | signs) - (b & ~signs)) ^ ((a ^ ~b) & signs);
  }

  /** The sums; the largest value where one does not fit. */
  public long addUnsignedSaturating(long a, long b) {
    long sum = add(a, b);
    return sum | negative((a & b) | ((a | b) & ~sum));
  }

  /** The differences; zero where one would be negative. */
  public long subtractUnsignedSaturating(long a, long b) {
    return subtract(a, b) & ~below(a, b);
  }

  /** The sums of signed elements; the nearest value where one does not fit. */
  public long addSignedSaturating(long a, long b) {
    long sum = add(a, b);
    return saturateIf(negative((a ^ sum) & (b ^ sum)), a, sum);
  }

  /** The differences of signed elements; the nearest value where one does not fit. */
  public long subtractSignedSaturating(long a, long b) {
    long difference = subtract(a, b);
    return saturateIf(negative((a ^ b) & (a ^ difference)), a, difference);
  }

  /** Where {@code mask} has ones, the least or the greatest signed value, by the sign of a. */
  private long saturateIf(long mask, long a, long result) {
    long nearest = ~signs + ((a & signs) >>> (bits - 1));
    return (result & ~mask) | (nearest & mask);
  }

  /** Ones where the elements are equal. */
  public long equal(long a, long b) {
    long difference = a ^ b;
    return ~negative(((difference & ~signs) + ~signs) | difference);
  }

  /** Ones where the unsigned element of a is less than that of b. */
  private long below(long a, long b) {
    return negative((~a & b) | ((~a | b) & subtract(a, b)));
  }

  /** Ones where the signed element of a is greater than that of b. */
  public long greater(long a, long b) {
    return below(b ^ signs, a ^ signs);
  }

  /** The lesser of unsigned elements. */
  public long minUnsigned(long a, long b) {
    return select(below(a, b), a, b);
  }

  /** The greater of unsigned elements. */
  public long maxUnsigned(long a, long b) {
    return select(below(a, b), b, a);
  }

  /** The lesser of signed elements. */
  public long minSigned(long a, long b) {
    return select(greater(a, b), b, a);
  }

  /** The greater of signed elements. */
  public long maxSigned(long a, long b) {
    return select(greater(a, b), a, b);
  }

  private static long select(long mask, long ones, long zeros) {
    return (ones & mask) | (zeros & ~mask);
  }

  /** The averages of unsigned elements, rounded up. */
  public long average(long a, long b) {
    return (a | b) - (((a ^ b) & ~(signs >>> (bits - 1))) >>> 1);
  }

  /** The absolute values of b, as unsigned elements. */
  public long absolute(long a, long b) {
    return negateIf(negative(b), b);
  }

  /** The elements of a: negated where that of b is negative, zero where it is zero. */
  public long sign(long a, long b) {
    return negateIf(negative(b), a) & ~equal(b, 0);
  }

  private long negateIf(long mask, long a) {
    return subtract(a ^ mask, mask);
  }
}
