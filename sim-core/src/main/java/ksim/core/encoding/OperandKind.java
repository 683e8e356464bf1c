package ksim.core.encoding;

/** Where an operand is found in an encoding: the first letter of the manual's operand codes. */
public enum OperandKind {
  /** ModRM.rm, a general register or memory. */
  E,
  /** ModRM.reg, a general register. */
  G,
  /** ModRM.rm, a general register only. */
  R,
  /** ModRM.rm, memory only. */
  M,
  /** VEX.vvvv, a general register. */
  B,
  /** Immediate. */
  I,
  /** Branch displacement relative to the next instruction. */
  J,
  /** ModRM.reg, a segment register. */
  S,
  /** ModRM.reg, a control register. */
  C,
  /** ModRM.reg, a debug register. */
  D,
  /** Absolute address of the address size, without ModRM (MOV moffs). */
  O,
  /** Far pointer in the instruction: offset, then selector. */
  A,
  /** Register in the low three bits of the opcode. */
  Z,
  /** Memory at DS:rSI; the segment can be overridden. */
  X,
  /** Memory at ES:rDI. */
  Y,
  /** A general register that the opcode implies. */
  FIXED_GENERAL,
  /** A segment register that the opcode implies. */
  FIXED_SEGMENT,
  /** The constant one of the shift instructions. */
  ONE,
  /** ModRM.reg, a vector register. */
  V,
  /** ModRM.rm, a vector register or memory. */
  W,
  /** ModRM.rm, a vector register only. */
  U,
  /** VEX.vvvv, a vector register. */
  H,
  /** Bits 7:4 of an immediate byte, a vector register. */
  L,
  /** Memory whose index register is a vector register (VSIB). */
  VM,
  /** The vector register XMM0, which the opcode implies. */
  FIXED_VECTOR,
  /** ModRM.reg, an MMX register. */
  P,
  /** ModRM.rm, an MMX register or memory. */
  Q,
  /** ModRM.rm, an MMX register only. */
  N,
  /** The x87 register ST(0), which the opcode implies. */
  ST,
  /** ModRM.rm, an x87 register. */
  STI;

  /** Whether the operand needs a ModRM byte. */
  public boolean inModRm() {
    return switch (this) {
      case E, G, R, M, S, C, D, V, W, U, VM, P, Q, N, STI -> true;
      default -> false;
    };
  }
}
