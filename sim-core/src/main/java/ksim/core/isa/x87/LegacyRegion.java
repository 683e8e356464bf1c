package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.cpu.X87Registers;
import ksim.core.fault.GuestException;

/**
 * The 512 bytes that FXSAVE stores and that an XSAVE area begins with (Intel SDM volume 1, section
 * 13.4.1, and volume 2, table 3-43). The part of the x87 FPU, that of SSE and MXCSR are moved one
 * by one, since XSAVE does; images are little-endian buffers of at least {@link #BYTES}.
 */
public final class LegacyRegion {
  /** Size in bytes. */
  public static final int BYTES = 512;

  /** The bits of MXCSR that exist. */
  public static final int MXCSR_MASK = 0xffff;

  /** Place of MXCSR. */
  public static final int MXCSR_AT = 24;

  private static final int MXCSR_MASK_AT = 28;
  private static final int REGISTERS_AT = 32;
  private static final int XMM_AT = 160;
  private static final int SLOT_BYTES = 16;
  private static final int OPCODE = 0x7ff;

  private LegacyRegion() {}

  /**
   * Stores the x87 part: bytes 0 to 23 and 32 to 159.
   *
   * @param wide whether pointers have 64 bits (REX.W) or 32 and a selector
   */
  public static void storeX87(Cpu cpu, ByteBuffer image, boolean wide) {
    X87Registers x87 = cpu.x87;
    image.putShort(0, (short) x87.control);
    image.putShort(2, (short) StatusWord.of(x87));
    image.putShort(4, (short) (~x87.empty & 0xff));
    image.putShort(6, (short) x87.opcode);
    storePointer(image, 8, wide, x87.instructionPointer, x87.instructionSelector);
    storePointer(image, 16, wide, x87.dataPointer, x87.dataSelector);
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int n = X87Stack.physical(x87, i);
      image.putLong(registerAt(i), x87.significand[n]);
      image.putLong(registerAt(i) + Long.BYTES, x87.signExponent[n]);
    }
  }

  private static void storePointer(
      ByteBuffer image, int at, boolean wide, long pointer, int selector) {
    image.putLong(at, wide ? pointer : (pointer & 0xffff_ffffL) | (long) selector << 32);
  }

  /** Loads the x87 part; the arguments are those of {@link #storeX87}. */
  public static void loadX87(Cpu cpu, ByteBuffer image, boolean wide) {
    X87Registers x87 = cpu.x87;
    ControlWord.load(x87, image.getShort(0));
    StatusWord.load(x87, image.getShort(2));
    x87.empty = ~image.get(4) & 0xff;
    x87.opcode = image.getShort(6) & OPCODE;
    x87.instructionPointer = canonical(cpu, loadPointer(image, 8, wide));
    x87.instructionSelector = wide ? 0 : Short.toUnsignedInt(image.getShort(12));
    x87.dataPointer = loadPointer(image, 16, wide);
    x87.dataSelector = wide ? 0 : Short.toUnsignedInt(image.getShort(20));
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int n = X87Stack.physical(x87, i);
      x87.significand[n] = image.getLong(registerAt(i));
      x87.signExponent[n] = Short.toUnsignedInt(image.getShort(registerAt(i) + Long.BYTES));
    }
    dropSelectors(cpu);
  }

  /** Processors keep as many bits of the instruction pointer as they have linear address bits. */
  private static long canonical(Cpu cpu, long pointer) {
    int unused = cpu.model.has("la57") ? 64 - 57 : 64 - 48;
    return pointer << unused >> unused;
  }

  private static long loadPointer(ByteBuffer image, int at, boolean wide) {
    return wide ? image.getLong(at) : Integer.toUnsignedLong(image.getInt(at));
  }

  /** Processors that no longer save selectors do not keep those that are loaded. */
  static void dropSelectors(Cpu cpu) {
    if (cpu.model.has("zero_fcs_fds")) {
      cpu.x87.instructionSelector = 0;
      cpu.x87.dataSelector = 0;
    }
  }

  /** Stores MXCSR and its mask: bytes 24 to 31. */
  public static void storeMxcsr(Cpu cpu, ByteBuffer image) {
    image.putInt(MXCSR_AT, cpu.vectors.mxcsr);
    image.putInt(MXCSR_MASK_AT, MXCSR_MASK);
  }

  /**
   * Loads MXCSR. It comes before all else that is loaded, since it may fault.
   *
   * @throws GuestException #GP(0) if a bit is set that does not exist
   */
  public static void loadMxcsr(Cpu cpu, ByteBuffer image) {
    int mxcsr = image.getInt(MXCSR_AT);
    if ((mxcsr & ~MXCSR_MASK) != 0) {
      throw GuestException.generalProtection();
    }
    cpu.vectors.mxcsr = mxcsr;
  }

  /**
   * Stores XMM registers, from byte 160 on.
   *
   * @param count 16 in 64-bit mode, else 8
   */
  public static void storeXmm(Cpu cpu, ByteBuffer image, int count) {
    long[] lanes = cpu.vectors.lanes;
    for (int n = 0; n < count; n++) {
      image.putLong(xmmAt(n), lanes[n * VectorRegisters.LANES]);
      image.putLong(xmmAt(n) + Long.BYTES, lanes[n * VectorRegisters.LANES + 1]);
    }
  }

  /** Loads XMM registers; their upper YMM halves stay. The arguments are those of storing. */
  public static void loadXmm(Cpu cpu, ByteBuffer image, int count) {
    long[] lanes = cpu.vectors.lanes;
    for (int n = 0; n < count; n++) {
      lanes[n * VectorRegisters.LANES] = image.getLong(xmmAt(n));
      lanes[n * VectorRegisters.LANES + 1] = image.getLong(xmmAt(n) + Long.BYTES);
    }
  }

  private static int registerAt(int i) {
    return REGISTERS_AT + i * SLOT_BYTES;
  }

  private static int xmmAt(int n) {
    return XMM_AT + n * SLOT_BYTES;
  }
}
