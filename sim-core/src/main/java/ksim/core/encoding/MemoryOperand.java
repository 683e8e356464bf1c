package ksim.core.encoding;

/**
 * A memory operand: segment base + base register + index register * scale + displacement.
 *
 * @param bits width of the access in bits; 0 where the instruction names an address only (LEA,
 *     INVLPG, ...)
 * @param segment effective segment, 0-5 in hardware order (ES CS SS DS FS GS), after defaults and
 *     overrides
 * @param base number of the base register, {@link #NONE}, or {@link #RIP}
 * @param index number of the index register or {@link #NONE}; of a vector register where
 *     vectorIndexBits is not 0
 * @param scale 1, 2, 4 or 8
 * @param displacement sign-extended displacement; relative to the end of the instruction where base
 *     is {@link #RIP}
 * @param addressBits address size: 64 or 32 (16 in other modes)
 * @param vectorIndexBits 0 where the index is a general register; else the width of the vector
 *     register that holds the indices of several elements (VSIB): 128 or 256. The width of the
 *     access is then that of one element.
 */
public record MemoryOperand(
    int bits,
    int segment,
    int base,
    int index,
    int scale,
    long displacement,
    int addressBits,
    int vectorIndexBits)
    implements Operand {
  /** No base or no index register. */
  public static final int NONE = -1;

  /** The base is the address of the next instruction. */
  public static final int RIP = -2;

  /** An operand without a vector index. */
  public MemoryOperand(
      int bits, int segment, int base, int index, int scale, long displacement, int addressBits) {
    this(bits, segment, base, index, scale, displacement, addressBits, 0);
  }

  /** Whether the index is a vector register: one address for each of its elements. */
  public boolean hasVectorIndex() {
    return vectorIndexBits != 0;
  }

  /** This operand in the FS segment. */
  public MemoryOperand fs() {
    return inSegment(4);
  }

  /** This operand in the GS segment. */
  public MemoryOperand gs() {
    return inSegment(5);
  }

  /** This operand in another segment, 0-5 in hardware order. */
  public MemoryOperand inSegment(int number) {
    return new MemoryOperand(
        bits, number, base, index, scale, displacement, addressBits, vectorIndexBits);
  }
}
