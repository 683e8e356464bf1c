package ksim.core.softfloat;

/**
 * The six floating-point exceptions as bits. Flags and masks of MXCSR, and the x87 status and
 * control words, have them in this order (Intel SDM volume 1, sections 8.1.3 and 10.2.3).
 */
public final class ExceptionFlags {
  /** IE: invalid operation. */
  public static final int INVALID = 1;

  /** DE: denormal operand. */
  public static final int DENORMAL = 1 << 1;

  /** ZE: an exact infinity from finite operands. */
  public static final int DIVIDE_BY_ZERO = 1 << 2;

  /** OE: the rounded result is too large for its format. */
  public static final int OVERFLOW = 1 << 3;

  /** UE: the result is tiny, and inexact if the exception is masked. */
  public static final int UNDERFLOW = 1 << 4;

  /** PE: the result is rounded. */
  public static final int INEXACT = 1 << 5;

  /** All six. */
  public static final int ALL = 0x3f;

  /** Those that are found before the computation: while unmasked they keep it from happening. */
  public static final int BEFORE_COMPUTATION = INVALID | DENORMAL | DIVIDE_BY_ZERO;

  private ExceptionFlags() {}
}
