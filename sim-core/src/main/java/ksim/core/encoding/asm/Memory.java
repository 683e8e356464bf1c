package ksim.core.encoding.asm;

import static ksim.core.encoding.MemoryOperand.NONE;

import ksim.core.encoding.Label;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/**
 * Memory operands, for static import: {@code qword(RDI, 8)} is the eight bytes at RDI + 8.
 *
 * <p>Where a base is expected a segment register may stand instead: {@code dword(FS, 16)} is the
 * four bytes at offset 16 of the FS segment. {@link MemoryOperand#fs} and {@link MemoryOperand#gs}
 * override the segment of any other form. A label makes a RIP-relative operand. The forms called
 * {@code ...At} take an absolute address, which must survive sign extension from 32 bits; those
 * called {@code address} have no width, for LEA, INVLPG, LGDT and their like.
 */
public final class Memory {
  private static final int SS = 2;
  private static final int DS = 3;

  private Memory() {}

  /** One byte at a base register (or at the start of a segment). */
  public static MemoryOperand byte_(RegisterOperand base) {
    return of(8, base, 0);
  }

  /** One byte at base + displacement. */
  public static MemoryOperand byte_(RegisterOperand base, long displacement) {
    return of(8, base, displacement);
  }

  /** One byte at base + index * scale. */
  public static MemoryOperand byte_(RegisterOperand base, RegisterOperand index, int scale) {
    return of(8, base, index, scale, 0);
  }

  /** One byte at base + index * scale + displacement. */
  public static MemoryOperand byte_(
      RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return of(8, base, index, scale, displacement);
  }

  /** One byte at a label. */
  public static LabelOperand byte_(Label label) {
    return new LabelOperand(label, 8, 0);
  }

  /** One byte at label + offset. */
  public static LabelOperand byte_(Label label, long offset) {
    return new LabelOperand(label, 8, offset);
  }

  /** One byte at an absolute address. */
  public static MemoryOperand byte_At(long absolute) {
    return new MemoryOperand(8, DS, NONE, NONE, 1, absolute, 64);
  }

  /** Two bytes at a base register (or at the start of a segment). */
  public static MemoryOperand word(RegisterOperand base) {
    return of(16, base, 0);
  }

  /** Two bytes at base + displacement. */
  public static MemoryOperand word(RegisterOperand base, long displacement) {
    return of(16, base, displacement);
  }

  /** Two bytes at base + index * scale. */
  public static MemoryOperand word(RegisterOperand base, RegisterOperand index, int scale) {
    return of(16, base, index, scale, 0);
  }

  /** Two bytes at base + index * scale + displacement. */
  public static MemoryOperand word(
      RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return of(16, base, index, scale, displacement);
  }

  /** Two bytes at a label. */
  public static LabelOperand word(Label label) {
    return new LabelOperand(label, 16, 0);
  }

  /** Two bytes at label + offset. */
  public static LabelOperand word(Label label, long offset) {
    return new LabelOperand(label, 16, offset);
  }

  /** Two bytes at an absolute address. */
  public static MemoryOperand wordAt(long absolute) {
    return new MemoryOperand(16, DS, NONE, NONE, 1, absolute, 64);
  }

  /** Four bytes at a base register (or at the start of a segment). */
  public static MemoryOperand dword(RegisterOperand base) {
    return of(32, base, 0);
  }

  /** Four bytes at base + displacement. */
  public static MemoryOperand dword(RegisterOperand base, long displacement) {
    return of(32, base, displacement);
  }

  /** Four bytes at base + index * scale. */
  public static MemoryOperand dword(RegisterOperand base, RegisterOperand index, int scale) {
    return of(32, base, index, scale, 0);
  }

  /** Four bytes at base + index * scale + displacement. */
  public static MemoryOperand dword(
      RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return of(32, base, index, scale, displacement);
  }

  /** Four bytes at a label. */
  public static LabelOperand dword(Label label) {
    return new LabelOperand(label, 32, 0);
  }

  /** Four bytes at label + offset. */
  public static LabelOperand dword(Label label, long offset) {
    return new LabelOperand(label, 32, offset);
  }

  /** Four bytes at an absolute address. */
  public static MemoryOperand dwordAt(long absolute) {
    return new MemoryOperand(32, DS, NONE, NONE, 1, absolute, 64);
  }

  /** Eight bytes at a base register (or at the start of a segment). */
  public static MemoryOperand qword(RegisterOperand base) {
    return of(64, base, 0);
  }

  /** Eight bytes at base + displacement. */
  public static MemoryOperand qword(RegisterOperand base, long displacement) {
    return of(64, base, displacement);
  }

  /** Eight bytes at base + index * scale. */
  public static MemoryOperand qword(RegisterOperand base, RegisterOperand index, int scale) {
    return of(64, base, index, scale, 0);
  }

  /** Eight bytes at base + index * scale + displacement. */
  public static MemoryOperand qword(
      RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return of(64, base, index, scale, displacement);
  }

  /** Eight bytes at a label. */
  public static LabelOperand qword(Label label) {
    return new LabelOperand(label, 64, 0);
  }

  /** Eight bytes at label + offset. */
  public static LabelOperand qword(Label label, long offset) {
    return new LabelOperand(label, 64, offset);
  }

  /** Eight bytes at an absolute address. */
  public static MemoryOperand qwordAt(long absolute) {
    return new MemoryOperand(64, DS, NONE, NONE, 1, absolute, 64);
  }

  /** An address without a width at a base register (or at the start of a segment). */
  public static MemoryOperand address(RegisterOperand base) {
    return of(0, base, 0);
  }

  /** An address without a width at base + displacement. */
  public static MemoryOperand address(RegisterOperand base, long displacement) {
    return of(0, base, displacement);
  }

  /** An address without a width at base + index * scale. */
  public static MemoryOperand address(RegisterOperand base, RegisterOperand index, int scale) {
    return of(0, base, index, scale, 0);
  }

  /** An address without a width at base + index * scale + displacement. */
  public static MemoryOperand address(
      RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return of(0, base, index, scale, displacement);
  }

  /** An address without a width at a label. */
  public static LabelOperand address(Label label) {
    return new LabelOperand(label, 0, 0);
  }

  /** An address without a width at label + offset. */
  public static LabelOperand address(Label label, long offset) {
    return new LabelOperand(label, 0, offset);
  }

  /** An address without a width at an absolute address. */
  public static MemoryOperand addressAt(long absolute) {
    return new MemoryOperand(0, DS, NONE, NONE, 1, absolute, 64);
  }

  /**
   * An operand at base + displacement.
   *
   * @param bits width of the access, 0 for none
   * @param base a 64-bit or 32-bit general register (which sets the address size), or a segment
   *     register
   */
  public static MemoryOperand of(int bits, RegisterOperand base, long displacement) {
    if (base.kind() == RegisterKind.SEGMENT) {
      return new MemoryOperand(bits, base.number(), NONE, NONE, 1, displacement, 64);
    }
    return new MemoryOperand(
        bits, segmentOf(base), base.number(), NONE, 1, displacement, base.bits());
  }

  /** As {@link #of(int, RegisterOperand, long)} with an index register and its scale. */
  public static MemoryOperand of(
      int bits, RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    if (base.kind() == RegisterKind.SEGMENT) {
      return new MemoryOperand(
          bits, base.number(), NONE, index.number(), scale, displacement, index.bits());
    }
    if (base.bits() != index.bits()) {
      throw new AssemblyException("base and index register differ in width");
    }
    return new MemoryOperand(
        bits, segmentOf(base), base.number(), index.number(), scale, displacement, base.bits());
  }

  /** An operand at index * scale + displacement, without a base. */
  public static MemoryOperand indexed(
      int bits, RegisterOperand index, int scale, long displacement) {
    return new MemoryOperand(bits, DS, NONE, index.number(), scale, displacement, index.bits());
  }

  /**
   * The operand of a gather: one element at base + each index * scale + displacement.
   *
   * @param bits width of an element: 32 or 64
   * @param index an XMM or YMM register, which holds the indices
   */
  public static MemoryOperand gathered(
      int bits, RegisterOperand base, RegisterOperand index, int scale, long displacement) {
    return new MemoryOperand(
        bits,
        segmentOf(base),
        base.number(),
        index.number(),
        scale,
        displacement,
        base.bits(),
        index.bits());
  }

  /** The default segment: SS where the base is the stack or the frame pointer, else DS. */
  private static int segmentOf(RegisterOperand base) {
    return base.number() == 4 || base.number() == 5 ? SS : DS;
  }
}
