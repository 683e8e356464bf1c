package ksim.core.exec;

/**
 * Leaves a block before an instruction, to go on there as if nothing had happened: a debugger stops
 * the run.
 */
final class DebuggerStop extends RuntimeException {
  @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace
  static final DebuggerStop INSTANCE = new DebuggerStop();

  private static final long serialVersionUID = 1L;

  private DebuggerStop() {
    super(null, null, false, false);
  }
}
