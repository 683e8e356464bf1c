package ksim.core.encoding;

/** The width of an operand: the second letter of the manual's operand codes. */
public enum OperandSize {
  /** Byte. */
  B,
  /** Byte immediate, sign-extended to the operand size. */
  S,
  /** 16 bits. */
  W,
  /** 32 bits. */
  D,
  /** 64 bits. */
  Q,
  /** 128 bits. */
  X,
  /** The operand size. */
  V,
  /** The operand size, but at most 32 bits; immediates are sign-extended to the operand size. */
  Z,
  /** 64 bits at 64-bit operand size, else 32: the 66 prefix does not count. */
  Y,
  /** Far pointer: an offset of the operand size and a 16-bit selector. */
  P,
  /** The address size. */
  A,
  /** No data of that width is accessed: only the address counts, or the size is special. */
  NONE;

  /**
   * Width in bits.
   *
   * @param operandBits operand size of the instruction: 16, 32 or 64
   * @param addressBits address size of the instruction: 16, 32 or 64
   */
  public int bits(int operandBits, int addressBits) {
    return switch (this) {
      case B, S -> 8;
      case W -> 16;
      case D -> 32;
      case Q -> 64;
      case X -> 128;
      case V -> operandBits;
      case Z -> Math.min(operandBits, 32);
      case Y -> Math.max(operandBits, 32);
      case P -> operandBits + 16;
      case A -> addressBits;
      case NONE -> 0;
    };
  }
}
