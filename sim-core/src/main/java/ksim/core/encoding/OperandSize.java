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
  /** 80 bits. */
  T,
  /** 128 bits. */
  DQ,
  /** 256 bits. */
  QQ,
  /** The vector length: 128 bits, or 256 where VEX.L is set. */
  X,
  /** Packed binary32 values of the vector length. */
  PS,
  /** Packed binary64 values of the vector length. */
  PD,
  /** One binary32 value in the low 32 bits of a vector register. */
  SS,
  /** One binary64 value in the low 64 bits of a vector register. */
  SD,
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
   * @param vectorBits vector length of the instruction: 128 or 256
   */
  public int bits(int operandBits, int addressBits, int vectorBits) {
    return switch (this) {
      case B, S -> 8;
      case W -> 16;
      case D, SS -> 32;
      case Q, SD -> 64;
      case T -> 80;
      case DQ -> 128;
      case QQ -> 256;
      case X, PS, PD -> vectorBits;
      case V -> operandBits;
      case Z -> Math.min(operandBits, 32);
      case Y -> Math.max(operandBits, 32);
      case P -> operandBits + 16;
      case A -> addressBits;
      case NONE -> 0;
    };
  }

  /**
   * Width in bits of a vector register of which an operand of this size is read or written: 256 for
   * a YMM register, 128 for an XMM register, also where only its low part counts.
   *
   * @param vectorBits vector length of the instruction: 128 or 256
   */
  public int vectorRegisterBits(int vectorBits) {
    return switch (this) {
      case X, PS, PD -> vectorBits;
      case QQ -> 256;
      default -> 128;
    };
  }
}
