package ksim.core.exec;

/**
 * Leaves a block before its end, with the instruction at hand not executed: its code has changed,
 * or someone who watches stops the run here. Not a fault: execution resumes at that instruction.
 */
final class BlockAbandoned extends RuntimeException {
  @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace
  static final BlockAbandoned INSTANCE = new BlockAbandoned();

  private static final long serialVersionUID = 1L;

  private BlockAbandoned() {
    super(null, null, false, false);
  }
}
