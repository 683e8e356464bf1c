package ksim.core.softfloat;

/**
 * Control and status of a floating-point unit, and its working storage. Whoever executes an
 * instruction loads the control from MXCSR or from the x87 control word, calls operations, which
 * collect their exceptions in {@link #flags}, and takes the flags away.
 *
 * <p>An operation always returns the masked response. Whether there is a result at all is asked
 * afterwards with {@link #settledFlags}.
 */
public final class FloatUnit {
  private static final int MXCSR_DENORMALS_ARE_ZERO = 1 << 6;
  private static final int NOT_LOADED = -1;
  private static final int MXCSR_FLUSH_TO_ZERO = 1 << 15;

  /** Rounding mode, see {@link RoundingControl}. */
  public int rounding = RoundingControl.NEAREST_EVEN;

  /** Exceptions that are masked, bits of {@link ExceptionFlags}. */
  public int masked = ExceptionFlags.ALL;

  /** Exceptions that occurred since the control was loaded. */
  public int flags;

  /**
   * Whether the last rounding made the magnitude larger: the x87's C1. Only operations on the
   * 80-bit format keep it.
   */
  public boolean roundedUp;

  /** DAZ: denormal operands are zeros. */
  boolean denormalsAreZero;

  /** FTZ: tiny results are zeros, while underflow is masked. */
  boolean flushToZero;

  /** The response to overflow and underflow that are not masked. */
  UnmaskedResponse unmaskedResponse = UnmaskedResponse.NO_RESULT;

  /**
   * Whether inexact results need not be reported any more, because they are masked and the flag was
   * set before: operations may then leave out to find out.
   */
  boolean inexactReported;

  /** The MXCSR whose control is loaded, or {@link #NOT_LOADED}. */
  private int loadedMxcsr = NOT_LOADED;

  NanRule nanRule = NanRule.FIRST_OPERAND;

  final Unpacked a = new Unpacked();
  final Unpacked b = new Unpacked();
  final Unpacked c = new Unpacked();
  final Unpacked product = new Unpacked();
  final Unpacked result = new Unpacked();

  /**
   * Loads the control of SSE and AVX arithmetic and clears {@link #flags}.
   *
   * @param mxcsr MXCSR
   */
  public void loadMxcsr(int mxcsr) {
    flags = 0;
    if (mxcsr == loadedMxcsr) {
      return;
    }
    loadedMxcsr = mxcsr;
    rounding = mxcsr >>> 13 & 3;
    masked = mxcsr >>> 7 & ExceptionFlags.ALL;
    denormalsAreZero = (mxcsr & MXCSR_DENORMALS_ARE_ZERO) != 0;
    flushToZero = (mxcsr & MXCSR_FLUSH_TO_ZERO) != 0 && (masked & ExceptionFlags.UNDERFLOW) != 0;
    inexactReported = (mxcsr & masked & ExceptionFlags.INEXACT) != 0;
    unmaskedResponse = UnmaskedResponse.NO_RESULT;
    nanRule = NanRule.FIRST_OPERAND;
  }

  /**
   * Loads the control of x87 arithmetic and clears {@link #flags}. Precision control is a matter of
   * the format that is passed to operations, see {@link Format#ofPrecisionControl}.
   *
   * @param control x87 control word
   */
  public void loadX87Control(int control) {
    loadedMxcsr = NOT_LOADED;
    rounding = control >>> 10 & 3;
    masked = control & ExceptionFlags.ALL;
    denormalsAreZero = false;
    flushToZero = false;
    inexactReported = false;
    unmaskedResponse = UnmaskedResponse.ADJUSTED_EXPONENT;
    nanRule = NanRule.LARGER_SIGNIFICAND;
    flags = 0;
    roundedUp = false;
  }

  /** Records exceptions. */
  public void raise(int exceptions) {
    flags |= exceptions;
  }

  /** Records the inexact exception. */
  void raiseIfInexact(boolean inexact) {
    if (inexact) {
      flags |= ExceptionFlags.INEXACT;
    }
  }

  boolean isMasked(int exception) {
    return (masked & exception) != 0;
  }

  /**
   * The exceptions to report: if one that precedes the computation is unmasked, the computation
   * does not take place and those of its result are not found (Intel SDM volume 1, section 11.5.2).
   * Of several elements the flags have been collected before.
   */
  public int settledFlags() {
    boolean computed = (flags & ExceptionFlags.BEFORE_COMPUTATION & ~masked) == 0;
    return computed ? flags : flags & ExceptionFlags.BEFORE_COMPUTATION;
  }

  /** Makes {@link #result} the response to an invalid operation. */
  void invalid() {
    raise(ExceptionFlags.INVALID);
    result.setIndefinite();
  }

  /**
   * Handles operands that are NaNs or unsupported, and notes denormal ones.
   *
   * @return whether {@link #result} is final
   */
  boolean special(Unpacked x, Unpacked y) {
    if (isOrdinary(x) && isOrdinary(y)) {
      return false;
    }
    if (x.kind == Unpacked.Kind.UNSUPPORTED || y.kind == Unpacked.Kind.UNSUPPORTED) {
      invalid();
      return true;
    }
    if (x.kind == Unpacked.Kind.SIGNALLING_NAN || y.kind == Unpacked.Kind.SIGNALLING_NAN) {
      raise(ExceptionFlags.INVALID);
    }
    result.setQuiet(nanRule.select(x, y));
    return true;
  }

  /** The same of one operand. */
  boolean special(Unpacked x) {
    return special(x, x);
  }

  private static boolean isOrdinary(Unpacked x) {
    return switch (x.kind) {
      case ZERO, FINITE, INFINITY -> true;
      case QUIET_NAN, SIGNALLING_NAN, UNSUPPORTED -> false;
    };
  }

  /** Notes operands that are denormal. */
  void noteDenormals(Unpacked x, Unpacked y) {
    if (x.denormal || y.denormal) {
      raise(ExceptionFlags.DENORMAL);
    }
  }
}
