package ksim.core.cpu;

import java.util.Arrays;

/** The segment registers, LDTR, TR, GDTR and IDTR. */
public final class Segments {
  /** Numbers of the segment registers in hardware order. */
  public static final int ES = 0, CS = 1, SS = 2, DS = 3, FS = 4, GS = 5;

  /**
   * Base address each segment contributes to a memory operand, in hardware order. In 64-bit mode
   * zero for ES, CS, SS and DS whatever their descriptors say.
   */
  public final long[] base = new long[6];

  /** Visible and hidden parts, in hardware order. The base in use is that of {@link #base}. */
  public final Segment[] register = new Segment[6];

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

  /** Visible part of a segment register. */
  public int selector(int number) {
    return register[number].selector();
  }
}
