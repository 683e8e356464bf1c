package ksim.core.encoding;

/** The fields of one instruction that operands and the choice of the encoding depend on. */
final class DecodeState {
  final CodeReader code;
  final CodeMode mode;
  final Prefixes prefixes;

  /** WRXB of REX or, uninverted, of VEX. */
  int rexBits;

  boolean vex;

  /** VEX.vvvv, uninverted; must be 0 where no operand is found there, in every mode. */
  int vvvv;

  int vexLength;

  /** What 66, F2, F3 or VEX.pp select: 66 counts here even beside F2 or F3. */
  boolean prefix66;

  RepeatPrefix repeat;
  OpcodeMap map = OpcodeMap.ONE_BYTE;
  int opcode;
  int modRm;
  int operandBits;
  int addressBits;
  int vectorBits;

  DecodeState(CodeReader code, CodeMode mode, Prefixes prefixes) {
    this.code = code;
    this.mode = mode;
    this.prefixes = prefixes;
    this.rexBits = prefixes.rex() & 15;
    this.prefix66 = prefixes.operandSize();
    this.repeat = prefixes.repeat();
    this.addressBits = addressBits(mode, prefixes.addressSize());
  }

  /** The W bit of REX or VEX. */
  boolean w() {
    return (rexBits & 8) != 0;
  }

  int mod() {
    return modRm >> 6;
  }

  /** ModRM.reg with REX.R. */
  int reg() {
    return (rexBits & 4) << 1 | digit();
  }

  /** ModRM.reg without REX.R. */
  int digit() {
    return modRm >> 3 & 7;
  }

  /** ModRM.rm with REX.B. */
  int rm() {
    return ((rexBits & 1) << 3) | (modRm & 7);
  }

  /** VEX.vvvv as a register: outside 64-bit mode bit 3 is ignored (SDM vol. 2, 2.3.5.6). */
  int vexRegister() {
    return mode == CodeMode.BITS_64 ? vvvv : vvvv & 7;
  }

  private static int addressBits(CodeMode mode, boolean override) {
    return switch (mode) {
      case BITS_16 -> override ? 32 : 16;
      case BITS_32 -> override ? 16 : 32;
      case BITS_64 -> override ? 32 : 64;
    };
  }

  /** Width in bits of an operand of the encoding that has been chosen. */
  int bits(OperandSize size) {
    return size.bits(operandBits, addressBits, vectorBits);
  }

  /** Vector length if the encoding is the one (SDM vol. 2, 2.3.6.2). */
  int vectorBits(Encoding encoding) {
    return vexLength == 1 && !encoding.has(Attribute.LIG) ? 256 : 128;
  }

  /** Operand size if the encoding is the one (SDM vol. 1 table 3-4). */
  int operandBits(Encoding encoding) {
    boolean override = prefix66 && encoding.opcode().prefix() != MandatoryPrefix.P66;
    if (mode != CodeMode.BITS_64) {
      return (mode == CodeMode.BITS_16) == override ? 32 : 16;
    }
    if (w() || encoding.has(Attribute.F64)) {
      return 64;
    }
    if (override) {
      return 16;
    }
    return encoding.has(Attribute.D64) ? 64 : 32;
  }
}
