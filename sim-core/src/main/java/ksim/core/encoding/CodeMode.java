package ksim.core.encoding;

/** How the CPU reads code bytes: the mode given by EFER.LMA and the code segment's L and D bits. */
public enum CodeMode {
  /** 16-bit code: real mode, virtual-8086 mode and 16-bit segments. */
  BITS_16(16, 16),
  /** 32-bit code: protected mode and compatibility mode. */
  BITS_32(32, 32),
  /** 64-bit mode: REX prefixes, RIP-relative addressing. */
  BITS_64(32, 64);

  private final int operandBits;
  private final int addressBits;

  CodeMode(int operandBits, int addressBits) {
    this.operandBits = operandBits;
    this.addressBits = addressBits;
  }

  /** Operand size in bits without prefixes (SDM vol. 1 table 3-4). */
  public int defaultOperandBits() {
    return operandBits;
  }

  /** Address size in bits without prefixes. */
  public int defaultAddressBits() {
    return addressBits;
  }
}
