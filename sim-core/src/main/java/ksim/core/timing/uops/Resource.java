package ksim.core.timing.uops;

/**
 * What micro-operations read and write, as a core renames it: registers, the two groups of status
 * flags, and values that one micro-operation of an instruction hands to another.
 */
public final class Resource {
  /** General register n is resource n. */
  public static final int GENERAL = 0;

  /** AH, CH, DH and BH where they are renamed apart from the register they are part of. */
  public static final int HIGH_BYTE = 16;

  /** CF, which is renamed apart from the other status flags. */
  public static final int CARRY = 20;

  /** OF, SF, ZF, AF and PF. */
  public static final int OTHER_FLAGS = 21;

  /** DF. */
  public static final int DIRECTION = 22;

  /** MXCSR. */
  public static final int MXCSR = 23;

  /** XMM and YMM register n is resource {@code VECTOR + n}. */
  public static final int VECTOR = 24;

  /** ST(n) and MMn, by distance from the top of stack where the block was entered. */
  public static final int X87 = 40;

  /** Control and status of the x87 unit. */
  public static final int X87_STATE = 48;

  /** Segment registers, control registers and other state of the system, as one. */
  public static final int SYSTEM = 49;

  /** Values within one instruction: {@code INTERNAL} to {@code COUNT - 1}. */
  public static final int INTERNAL = 52;

  /** Number of resources. */
  public static final int COUNT = 64;

  private Resource() {}
}
