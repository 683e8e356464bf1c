package ksim.core.softfloat;

/**
 * Rounding modes, numbered as in the RC fields of MXCSR and of the x87 control word (Intel SDM
 * volume 1, table 4-8).
 */
public final class RoundingControl {
  /** To the nearest value; of two equally near ones to the even one. */
  public static final int NEAREST_EVEN = 0;

  /** Towards minus infinity. */
  public static final int DOWN = 1;

  /** Towards plus infinity. */
  public static final int UP = 2;

  /** Towards zero. */
  public static final int ZERO = 3;

  private RoundingControl() {}
}
