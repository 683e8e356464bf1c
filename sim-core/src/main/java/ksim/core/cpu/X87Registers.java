package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.softfloat.FloatUnit;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The x87 registers (Intel SDM volume 1, section 8.1). Data registers are kept by their physical
 * numbers R0 to R7; ST(i) is R((top + i) mod 8). The MMX registers are the significands of R0 to
 * R7, whatever the top.
 */
public final class X87Registers implements Persistent {
  /** Number of data registers. */
  public static final int COUNT = 8;

  /** Value of {@link #control} after FNINIT: all exceptions masked, 64-bit precision, nearest. */
  public static final int CONTROL_INITIAL = 0x37f;

  /** Significands, the integer bit explicit. */
  public final long[] significand = new long[COUNT];

  /** Signs (bit 15) and biased exponents (bits 14-0). */
  public final int[] signExponent = new int[COUNT];

  /** Bit n is set while Rn is empty. */
  public int empty = 0xff;

  /** Number of the register that is ST(0), 0 to 7. */
  public int top;

  /** Control word. */
  public int control = CONTROL_INITIAL;

  /** Status word; its TOP field (bits 13-11) is zero here and kept in {@link #top}. */
  public int status;

  /** Last instruction pointer: offset of the last instruction that was not a control one. */
  public long instructionPointer;

  /** Selector that goes with {@link #instructionPointer}; zero once CPUID says it is deprecated. */
  public int instructionSelector;

  /** Last data pointer: offset of the last memory operand in its segment. */
  public long dataPointer;

  /** Selector that goes with {@link #dataPointer}. */
  public int dataSelector;

  /**
   * Low eleven bits of the opcode that last raised an unmasked exception: bits 2-0 of its first
   * byte, then the second.
   */
  public int opcode;

  /** Arithmetic: what it works on between reading the control word and writing the status word. */
  public final FloatUnit unit = new FloatUnit();

  X87Registers() {}

  /** The state after FNINIT; the contents of the data registers stay. */
  public void initialize() {
    control = CONTROL_INITIAL;
    status = 0;
    top = 0;
    empty = 0xff;
    instructionPointer = 0;
    instructionSelector = 0;
    dataPointer = 0;
    dataSelector = 0;
    opcode = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, significand);
    SavedArrays.save(out, signExponent);
    out.writeInt(empty);
    out.writeInt(top);
    out.writeInt(control);
    out.writeInt(status);
    out.writeLong(instructionPointer);
    out.writeInt(instructionSelector);
    out.writeLong(dataPointer);
    out.writeInt(dataSelector);
    out.writeInt(opcode);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, significand);
    SavedArrays.restore(in, signExponent);
    empty = in.readInt();
    top = in.readInt();
    control = in.readInt();
    status = in.readInt();
    instructionPointer = in.readLong();
    instructionSelector = in.readInt();
    dataPointer = in.readLong();
    dataSelector = in.readInt();
    opcode = in.readInt();
  }
}
