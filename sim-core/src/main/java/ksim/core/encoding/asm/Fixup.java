package ksim.core.encoding.asm;

import ksim.core.encoding.Label;

/**
 * A field of an item that depends on where a label ends up.
 *
 * @param label the label
 * @param addend bytes added to its address
 * @param offset where the field stands within the item
 * @param bits width of the field
 * @param kind how the value is formed
 */
record Fixup(Label label, long addend, int offset, int bits, Kind kind) {

  /** How the value of the field follows from the label's address. */
  enum Kind {
    /** Signed distance from the end of the item. */
    RELATIVE,
    /** The address, which the processor will sign-extend. */
    SIGNED,
    /** The address, which the processor will zero-extend or use as it is. */
    UNSIGNED
  }

  /** The value of the field for these addresses. */
  long value(long labelAddress, long itemEnd) {
    long target = labelAddress + addend;
    return kind == Kind.RELATIVE ? target - itemEnd : target;
  }

  /** Whether the field can hold this value. */
  boolean fits(long value) {
    if (bits == 64) {
      return true;
    }
    if (kind == Kind.UNSIGNED) {
      return value >>> bits == 0;
    }
    return value >> (bits - 1) == 0 || value >> (bits - 1) == -1;
  }
}
