package ksim.core.isa.vector;

/**
 * The comparison of two packed strings that PCMPESTRI, PCMPESTRM, PCMPISTRI and PCMPISTRM share
 * (Intel SDM volume 2, section 4.1).
 *
 * @param control the immediate: bits 1-0 format of the elements, 3-2 aggregation, 5-4 polarity
 */
record StringCompare(int control) {
  /** Width of an element in bits. */
  int bits() {
    return (control & 1) == 0 ? 8 : 16;
  }

  /** Number of elements of a vector. */
  int count() {
    return 128 / bits();
  }

  private boolean signed() {
    return (control & 2) != 0;
  }

  /** An element, extended by the format. */
  private int element(long[] v, int at, int index) {
    int bit = index * bits();
    long shifted = v[at + bit / Long.SIZE] << (Long.SIZE - bits() - bit % Long.SIZE);
    return (int) (signed() ? shifted >> (Long.SIZE - bits()) : shifted >>> (Long.SIZE - bits()));
  }

  /** Number of elements before the first that is zero. */
  int implicitLength(long[] v, int at) {
    int length = 0;
    while (length < count() && element(v, at, length) != 0) {
      length++;
    }
    return length;
  }

  /**
   * Compares.
   *
   * @param a index of the first operand's lanes
   * @param length number of its elements that are valid
   * @param b index of the second operand's lanes
   * @param length2 number of its elements that are valid
   * @return a bit for each element of the second operand ("IntRes2")
   */
  int compare(long[] v, int a, int length, int b, int length2) {
    int result = 0;
    for (int j = 0; j < count(); j++) {
      boolean matches =
          switch (control >>> 2 & 3) {
            case 0 -> j < length2 && equalsAny(v, a, length, element(v, b, j));
            case 1 -> j < length2 && isInRange(v, a, length, element(v, b, j));
            case 2 -> equalsEach(v, a, length, b, length2, j);
            default -> startsHere(v, a, length, b, length2, j);
          };
      result |= (matches ? 1 : 0) << j;
    }
    int valid = (1 << length2) - 1;
    int all = (1 << count()) - 1;
    return switch (control >>> 4 & 3) {
      case 1 -> result ^ all;
      case 3 -> result ^ valid;
      default -> result;
    };
  }

  private boolean equalsAny(long[] v, int a, int length, int value) {
    for (int i = 0; i < length; i++) {
      if (element(v, a, i) == value) {
        return true;
      }
    }
    return false;
  }

  /** Pairs of the first operand are bounds; a pair that is not whole does not count. */
  private boolean isInRange(long[] v, int a, int length, int value) {
    for (int i = 0; i + 1 < length; i += 2) {
      if (value >= element(v, a, i) && value <= element(v, a, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean equalsEach(long[] v, int a, int length, int b, int length2, int j) {
    return (j < length && j < length2)
        ? element(v, a, j) == element(v, b, j)
        : (j >= length && j >= length2);
  }

  /** The first operand is found at place j of the second, as far as that reaches. */
  private boolean startsHere(long[] v, int a, int length, int b, int length2, int j) {
    for (int i = 0; i < length && i + j < count(); i++) {
      if (i + j >= length2 || element(v, a, i) != element(v, b, i + j)) {
        return false;
      }
    }
    return true;
  }
}
