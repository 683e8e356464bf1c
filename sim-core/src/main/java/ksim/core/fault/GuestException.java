package ksim.core.fault;

/**
 * An exception of the guest on its way to delivery: thrown by an operation, caught by the execution
 * loop, then delivered through the IDT.
 *
 * <p>Thrown without a stack trace: it is guest behaviour, not an error of the simulator.
 */
public final class GuestException extends RuntimeException {
  /** The error code of an exception that pushes none. */
  public static final int NO_ERROR_CODE = -1;

  private static final long serialVersionUID = 1L;

  private final int vector;
  private final int errorCode;
  private final ExceptionClass exceptionClass;

  private GuestException(int vector, int errorCode, ExceptionClass exceptionClass) {
    super(null, null, false, false);
    this.vector = vector;
    this.errorCode = errorCode;
    this.exceptionClass = exceptionClass;
  }

  /** #DE: division by zero or a quotient that does not fit. */
  public static GuestException divideError() {
    return fault(Vector.DIVIDE_ERROR);
  }

  /** #DB as a trap, after the instruction has completed. Who raises it sets DR6 first. */
  public static GuestException debugTrap() {
    return new GuestException(Vector.DEBUG, NO_ERROR_CODE, ExceptionClass.TRAP);
  }

  /** #DB before an instruction with a breakpoint. Who raises it sets DR6 first. */
  public static GuestException executionBreakpoint() {
    return new GuestException(Vector.DEBUG, NO_ERROR_CODE, ExceptionClass.EXECUTION_BREAKPOINT);
  }

  /** #DB as a fault (general detect), before the instruction. Who raises it sets DR6 first. */
  public static GuestException debugFault() {
    return fault(Vector.DEBUG);
  }

  /** #BR: the index of BOUND lies outside its bounds. */
  public static GuestException boundRange() {
    return fault(Vector.BOUND_RANGE);
  }

  /** #UD: an encoding or a mode in which the instruction does not exist. */
  public static GuestException invalidOpcode() {
    return fault(Vector.INVALID_OPCODE);
  }

  /** #NM: x87 or SSE state is not available. */
  public static GuestException deviceNotAvailable() {
    return fault(Vector.DEVICE_NOT_AVAILABLE);
  }

  /**
   * #TS.
   *
   * @param errorCode selector error code, 0 to 0xffff
   */
  public static GuestException invalidTss(int errorCode) {
    return new GuestException(Vector.INVALID_TSS, errorCode, ExceptionClass.FAULT);
  }

  /**
   * #NP.
   *
   * @param errorCode selector error code, 0 to 0xffff
   */
  public static GuestException segmentNotPresent(int errorCode) {
    return new GuestException(Vector.SEGMENT_NOT_PRESENT, errorCode, ExceptionClass.FAULT);
  }

  /**
   * #SS.
   *
   * @param errorCode zero, or a selector error code up to 0xffff
   */
  public static GuestException stackFault(int errorCode) {
    return new GuestException(Vector.STACK_FAULT, errorCode, ExceptionClass.FAULT);
  }

  /** #GP(0). */
  public static GuestException generalProtection() {
    return generalProtection(0);
  }

  /**
   * #GP.
   *
   * @param errorCode zero, or a selector error code up to 0xffff
   */
  public static GuestException generalProtection(int errorCode) {
    return new GuestException(Vector.GENERAL_PROTECTION, errorCode, ExceptionClass.FAULT);
  }

  /** #MF: an x87 exception that is not masked, at the next instruction that waits for it. */
  public static GuestException floatingPointError() {
    return fault(Vector.FLOATING_POINT_ERROR);
  }

  /** #XM: an unmasked exception of SSE or AVX arithmetic. */
  public static GuestException simdException() {
    return fault(Vector.SIMD_EXCEPTION);
  }

  /** #AC(0). */
  public static GuestException alignmentCheck() {
    return new GuestException(Vector.ALIGNMENT_CHECK, 0, ExceptionClass.FAULT);
  }

  /** #DF, error code zero. */
  static GuestException doubleFault() {
    return new GuestException(Vector.DOUBLE_FAULT, 0, ExceptionClass.ABORT);
  }

  private static GuestException fault(int vector) {
    return new GuestException(vector, NO_ERROR_CODE, ExceptionClass.FAULT);
  }

  /** Vector number, 0 to 31; see {@link Vector}. */
  public int vector() {
    return vector;
  }

  /** Whether delivery pushes an error code. */
  public boolean hasErrorCode() {
    return errorCode != NO_ERROR_CODE;
  }

  /** The error code, or {@link #NO_ERROR_CODE}. */
  public int errorCode() {
    return errorCode;
  }

  /** Whether the saved RIP is the instruction's own or the next one's. */
  public ExceptionClass exceptionClass() {
    return exceptionClass;
  }

  @Override
  public String getMessage() {
    return hasErrorCode()
        ? "%s(0x%x)".formatted(Vector.name(vector), errorCode)
        : Vector.name(vector);
  }
}
