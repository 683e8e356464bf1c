package ksim.sched.kernel;

/**
 * Offsets in bytes into a CPU's panic record. The records stand one behind the other at symbol
 * {@code panic_records}, by CPU number; all fields have 64 bits.
 */
public final class PanicLayout {
  /** An {@link ExitCode} value; 0 where the CPU has not panicked. */
  public static final int CODE = 0;

  /** Number of the CPU. */
  public static final int CPU = 8;

  /** Address of the thread structure. */
  public static final int THREAD = 16;

  /** The address that faulted, or another fact of the cause. */
  public static final int ADDRESS = 24;

  /** Instruction pointer. */
  public static final int RIP = 32;

  /** Stack pointer. */
  public static final int RSP = 40;

  /** RFLAGS. */
  public static final int RFLAGS = 48;

  /** The thread's preempt counter. */
  public static final int PREEMPT_COUNTER = 56;

  /** Frame pointer: where the call chain starts. */
  public static final int RBP = 64;

  /** Vector of an unexpected exception. */
  public static final int VECTOR = 72;

  /** Error code of a fault. */
  public static final int ERROR = 80;

  /** Size of a record. */
  public static final int SIZE = 128;

  private PanicLayout() {}
}
