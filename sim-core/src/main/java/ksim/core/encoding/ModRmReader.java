package ksim.core.encoding;

/** Reads memory operands: ModRM, SIB and displacement (SDM vol. 2, 2.1.5 and 2.2.1). */
final class ModRmReader {
  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final int SEGMENT_SS = 2;
  private static final int SEGMENT_DS = 3;
  private static final int[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};
  private static final int[] INDEX_16 = {6, 7, 6, 7, -1, -1, -1, -1};

  private ModRmReader() {}

  /** Reads what follows a ModRM byte with mod other than 3. */
  static MemoryOperand memory(DecodeState state, int bits) {
    return state.addressBits == 16 ? memory16(state, bits) : memory32(state, bits, 0);
  }

  /**
   * Reads memory operands whose index is a vector register (VSIB; SDM vol. 2, 2.3.12).
   *
   * @param bits width of one element
   * @param indexBits width of the index register
   */
  static MemoryOperand vectorIndexed(DecodeState state, int bits, int indexBits) {
    return state.addressBits == 16 ? memory16(state, bits) : memory32(state, bits, indexBits);
  }

  /** Reads past what follows a ModRM byte of any mod. */
  static void skip(DecodeState state) {
    if (state.mod() != 3) {
      memory(state, 0);
    }
  }

  private static MemoryOperand memory32(DecodeState state, int bits, int vectorIndexBits) {
    int mod = state.mod();
    int base = state.rm();
    int index = MemoryOperand.NONE;
    int scale = 1;
    int displacementBits = mod == 0 ? 0 : mod == 1 ? 8 : 32;
    if ((base & 7) == RSP) {
      int sib = state.code.next();
      index = ((state.rexBits & 2) << 2) | (sib >> 3 & 7);
      base = ((state.rexBits & 1) << 3) | (sib & 7);
      scale = 1 << (sib >> 6);
      if (index == RSP && vectorIndexBits == 0) {
        index = MemoryOperand.NONE;
        scale = 1;
      }
      if ((base & 7) == RBP && mod == 0) {
        base = MemoryOperand.NONE;
        displacementBits = 32;
      }
    } else if ((base & 7) == RBP && mod == 0) {
      base = state.mode == CodeMode.BITS_64 ? MemoryOperand.RIP : MemoryOperand.NONE;
      displacementBits = 32;
    }
    long displacement = displacementBits == 0 ? 0 : state.code.signed(displacementBits);
    boolean stack = base == RSP || base == RBP;
    return operand(state, bits, stack, base, index, scale, displacement, vectorIndexBits);
  }

  private static MemoryOperand memory16(DecodeState state, int bits) {
    int mod = state.mod();
    int rm = state.modRm & 7;
    if (mod == 0 && rm == 6) {
      return operand(
          state, bits, false, MemoryOperand.NONE, MemoryOperand.NONE, 1, state.code.signed(16), 0);
    }
    long displacement = mod == 0 ? 0 : state.code.signed(mod == 1 ? 8 : 16);
    int base = BASE_16[rm];
    return operand(state, bits, base == RBP, base, INDEX_16[rm], 1, displacement, 0);
  }

  private static MemoryOperand operand(
      DecodeState state,
      int bits,
      boolean stack,
      int base,
      int index,
      int scale,
      long displacement,
      int vectorIndexBits) {
    int segment = state.prefixes.segment();
    if (segment == Prefixes.NONE) {
      segment = stack ? SEGMENT_SS : SEGMENT_DS;
    }
    return new MemoryOperand(
        bits, segment, base, index, scale, displacement, state.addressBits, vectorIndexBits);
  }
}
