package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** The segment registers, LDTR, TR, GDTR and IDTR. */
public final class Segments implements Persistent {
  /** Numbers of the segment registers in hardware order. */
  public static final int ES = 0, CS = 1, SS = 2, DS = 3, FS = 4, GS = 5;

  /**
   * Base address each segment contributes to a memory operand, in hardware order. In 64-bit mode
   * zero for ES, CS, SS and DS whatever their descriptors say.
   */
  public final long[] base = new long[6];

  /**
   * Visible and hidden parts, in hardware order. The base in use is that of {@link #base}. {@link
   * #load} and {@link Cpu#loadCode} change both.
   */
  public final Segment[] register = new Segment[6];

  /**
   * The bits of RSP that count: all in 64-bit mode, elsewhere 32 or 16 by SS.B. See {@link #load}.
   */
  public long stackMask = -1;

  /** The bits of RSP that a change of the stack pointer leaves: with 16 bits the others. */
  public long stackKept;

  private boolean flat = true;

  /** Local descriptor table register. */
  public Segment ldtr = Segment.NULL;

  /** Task register. */
  public Segment tr = Segment.NULL;

  /** Linear address of the global descriptor table. */
  public long gdtBase;

  /** Limit of the global descriptor table in bytes, 16 bits. */
  public int gdtLimit = 0xffff;

  /** Linear address of the interrupt descriptor table. */
  public long idtBase;

  /** Limit of the interrupt descriptor table in bytes, 16 bits. */
  public int idtLimit = 0xffff;

  Segments() {
    Arrays.fill(register, Segment.NULL);
  }

  /** 64-bit mode: segments have no limits, and ES, CS, SS and DS the base zero. */
  public boolean isFlat() {
    return flat;
  }

  /** Enters or leaves 64-bit mode; called where CS has changed. */
  void setFlat(boolean longMode) {
    flat = longMode;
    for (int number = ES; number <= DS; number++) {
      base[number] = flat ? 0 : register[number].base();
    }
    updateStack();
  }

  /** Loads a segment register other than CS; its checks have been made. */
  public void load(int number, Segment segment) {
    register[number] = segment;
    base[number] = flat && number <= DS ? 0 : segment.base();
    if (number == SS) {
      updateStack();
    }
  }

  private void updateStack() {
    boolean big = register[SS].isBig();
    stackMask = flat ? -1 : big ? 0xffff_ffffL : 0xffff;
    stackKept = flat || big ? 0 : ~0xffffL;
  }

  /** Visible part of a segment register. */
  public int selector(int number) {
    return register[number].selector();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, base);
    for (Segment segment : register) {
      segment.save(out);
    }
    out.writeLong(stackMask);
    out.writeLong(stackKept);
    out.writeBoolean(flat);
    ldtr.save(out);
    tr.save(out);
    out.writeLong(gdtBase);
    out.writeInt(gdtLimit);
    out.writeLong(idtBase);
    out.writeInt(idtLimit);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, base);
    for (int number = ES; number <= GS; number++) {
      register[number] = Segment.restored(in);
    }
    stackMask = in.readLong();
    stackKept = in.readLong();
    flat = in.readBoolean();
    ldtr = Segment.restored(in);
    tr = Segment.restored(in);
    gdtBase = in.readLong();
    gdtLimit = in.readInt();
    idtBase = in.readLong();
    idtLimit = in.readInt();
  }
}
