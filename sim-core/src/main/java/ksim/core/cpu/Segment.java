package ksim.core.cpu;

/**
 * The visible and the hidden part of a segment register, LDTR or TR (Intel SDM volume 3, section
 * 3.4.3).
 *
 * @param selector visible part, 16 bits
 * @param base base address of the descriptor
 * @param limit limit in bytes, granularity applied
 * @param attributes bits 55-40 of the descriptor: type, S, DPL, P in bits 7-0; AVL, L, D/B, G in
 *     bits 15-12
 */
public record Segment(int selector, long base, long limit, int attributes) {
  /** A null selector: nothing is present. */
  public static final Segment NULL = new Segment(0, 0, 0, 0);

  /** Type field, 0-15, without the S bit. */
  public int type() {
    return attributes & 0xf;
  }

  /** Code or data, not a system descriptor. */
  public boolean isCodeOrData() {
    return (attributes & 0x10) != 0;
  }

  /** Descriptor privilege level. */
  public int dpl() {
    return attributes >> 5 & 3;
  }

  /** P bit. */
  public boolean isPresent() {
    return (attributes & 0x80) != 0;
  }

  /** L bit: a 64-bit code segment. */
  public boolean isLong() {
    return (attributes & 0x2000) != 0;
  }

  /** D/B bit: 32-bit default operand size. */
  public boolean isBig() {
    return (attributes & 0x4000) != 0;
  }
}
