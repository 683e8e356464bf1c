package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
  private static final long LARGEST = 0xffff_ffffL;

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

  /** A code segment. */
  public boolean isCode() {
    return (attributes & 0x18) == 0x18;
  }

  /** A conforming code segment. */
  public boolean isConforming() {
    return (attributes & 0x1c) == 0x1c;
  }

  /** A data segment that can be written. */
  public boolean isWritableData() {
    return (attributes & 0x1a) == 0x12;
  }

  /** A data segment, or a code segment that can be read. */
  public boolean isReadable() {
    return isCodeOrData() && (!isCode() || (attributes & 2) != 0);
  }

  /**
   * Whether an access lies within the limit (Intel SDM volume 3, section 5.3). An expand-down
   * segment begins above its limit. Beyond a limit of 4 GiB offsets begin again at zero, which the
   * manual leaves open and Intel's processors do.
   *
   * @param offset of its first byte, 0 to 2^32-1
   * @param bytes its length, at least 1
   */
  public boolean contains(long offset, int bytes) {
    long last = offset + bytes - 1;
    boolean expandDown = (attributes & 0x1c) == 0x14;
    return expandDown
        ? offset > limit && last <= (isBig() ? LARGEST : 0xffff)
        : last <= limit || limit == LARGEST;
  }

  /** The same with another visible part. */
  public Segment withSelector(int visible) {
    return new Segment(visible, base, limit, attributes);
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

  /** Writes it, for {@link #restored}. */
  public void save(DataOutput out) throws IOException {
    out.writeInt(selector);
    out.writeLong(base);
    out.writeLong(limit);
    out.writeInt(attributes);
  }

  /** Reads what {@link #save} has written. */
  public static Segment restored(DataInput in) throws IOException {
    return new Segment(in.readInt(), in.readLong(), in.readLong(), in.readInt());
  }
}
