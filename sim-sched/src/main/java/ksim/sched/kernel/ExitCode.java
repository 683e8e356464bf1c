package ksim.sched.kernel;

import java.util.Optional;

/** The values that the kernel writes to the debug-exit port when it stops, one for each cause. */
public enum ExitCode {
  /** Every thread that can end has ended. */
  COMPLETED(0x10),
  /** A page fault while interrupts or preemption were disabled. */
  FAULT_IN_ATOMIC_CONTEXT(0x21),
  /** An access to the guard area of a mapping. */
  STACK_OVERFLOW(0x22),
  /** An access to an address that no mapping covers, or that its mapping forbids. */
  BAD_ACCESS(0x23),
  /** No memory is free and nothing is left to reclaim. */
  OUT_OF_MEMORY(0x24),
  /** A thread went to sleep with interrupts off or inside an atomic section. */
  SLEEP_IN_ATOMIC_CONTEXT(0x25),
  /** A thread asked for a lock that it holds itself. */
  RECURSIVE_LOCK(0x26),
  /** A page fault inside the page-fault handler. */
  NESTED_FAULT(0x27),
  /** An exception that the kernel does not expect. */
  UNEXPECTED_EXCEPTION(0x28),
  /** A mutex was unlocked by a thread that does not hold it. */
  NOT_OWNER(0x29),
  /** A fixed-size table of the kernel is full. */
  TABLE_FULL(0x2a),

  /** A stack fault that must not sleep found its CPU's reserve of pages empty. */
  RESERVE_EXHAUSTED(0x2b),

  /** A scheduler read something else than what had been written: a stale translation. */
  STALE_TRANSLATION(0x2c);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** The byte written to the port. */
  public int value() {
    return value;
  }

  /** The code with this value, if there is one. */
  public static Optional<ExitCode> of(int value) {
    for (ExitCode code : values()) {
      if (code.value == value) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
