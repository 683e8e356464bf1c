package ksim.core.isa.x87;

import ksim.core.cpu.X87Registers;

/** Bits of the x87 status word (Intel SDM volume 1, section 8.1.3). */
public final class StatusWord {
  /** Invalid operation. */
  public static final int IE = 1;

  /** Denormal operand. */
  public static final int DE = 1 << 1;

  /** Division by zero. */
  public static final int ZE = 1 << 2;

  /** Overflow. */
  public static final int OE = 1 << 3;

  /** Underflow. */
  public static final int UE = 1 << 4;

  /** Precision: the result is not exact. */
  public static final int PE = 1 << 5;

  /** Stack fault: the invalid operation is one of the register stack; C1 tells which. */
  public static final int SF = 1 << 6;

  /** Exception summary: an exception is there that the control word does not mask. */
  public static final int ES = 1 << 7;

  /** Condition codes. */
  public static final int C0 = 1 << 8, C1 = 1 << 9, C2 = 1 << 10, C3 = 1 << 14;

  /** Busy: the same as {@link #ES} since the 80287. */
  public static final int B = 1 << 15;

  /** The six exceptions, at the places where the control word has their masks. */
  public static final int EXCEPTIONS = IE | DE | ZE | OE | UE | PE;

  /** The four condition codes. */
  public static final int CONDITIONS = C0 | C1 | C2 | C3;

  /** Position of TOP. */
  static final int TOP_SHIFT = 11;

  /** The field TOP in place. */
  static final int TOP = 7 << TOP_SHIFT;

  private StatusWord() {}

  /** The status word with TOP in place. */
  static int of(X87Registers x87) {
    return x87.status | x87.top << TOP_SHIFT;
  }

  /** Replaces the status word and TOP; ES and B follow from the control word, loaded before. */
  static void load(X87Registers x87, int status) {
    x87.status = status & 0xffff & ~TOP;
    x87.top = (status & TOP) >>> TOP_SHIFT;
    Exceptions.summarize(x87);
  }
}
