package ksim.core.compile;

/** A place in a region, as a number: an operation of one of its blocks. */
public final class RegionPosition {
  private static final int OPERATION_BITS = 10;

  /** Largest number of operations of a block in a region. */
  public static final int MOST_OPERATIONS = 1 << OPERATION_BITS;

  private RegionPosition() {}

  /** The number of an operation. */
  static int of(int block, int operation) {
    return block << OPERATION_BITS | operation;
  }

  /** Index of the block in its region. */
  public static int block(int position) {
    return position >>> OPERATION_BITS;
  }

  /** Index of the operation in its block. */
  public static int operation(int position) {
    return position & (MOST_OPERATIONS - 1);
  }
}
