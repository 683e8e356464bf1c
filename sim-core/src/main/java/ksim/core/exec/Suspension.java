package ksim.core.exec;

/**
 * Where a debugger has stopped a CPU. Blocks are what time and interrupts go by, so a stop inside
 * one must not cut it: the CPU goes on in the very block it was stopped in.
 */
final class Suspension {
  /** No address of an instruction. */
  private static final long NOWHERE = 1L << 62;

  private Block block = Block.none();
  private int op;
  private boolean active;
  private boolean beforeCode;
  private long reported = NOWHERE;
  private long reportedAfter;

  /** The CPU is to stop after one instruction. */
  boolean stepping;

  /** The CPU stops in a block before an op is executed, the first of its instruction. */
  void stop(Block inside, int beforeOp) {
    block = inside;
    op = beforeOp;
    active = true;
  }

  /** The CPU stops when interrupts have been delivered and code would be executed. */
  void stopBeforeCode() {
    beforeCode = true;
  }

  /** Whether {@link #stopBeforeCode} was called; the CPU goes on. */
  boolean takeBeforeCode() {
    boolean taken = beforeCode;
    beforeCode = false;
    return taken;
  }

  /** Whether the CPU has to go on before anything else happens. */
  boolean isUnderWay() {
    return active || beforeCode;
  }

  /** Whether the CPU is inside a block. */
  boolean isActive() {
    return active;
  }

  /** Whether it is inside this block. */
  @SuppressWarnings("ReferenceEquality")
  boolean isIn(Block candidate) {
    return active && block == candidate;
  }

  /** The block to go on in. */
  Block block() {
    return block;
  }

  /** The op to go on at. */
  int op() {
    return op;
  }

  /** Number of instructions of the block that were executed. */
  int executed() {
    return block.instructionOf(op);
  }

  /** The CPU goes on, or leaves the block for good. */
  void clear() {
    active = false;
    block = Block.none();
  }

  /**
   * A stop before an instruction that is not executed as part of a block.
   *
   * @param linear its address
   * @param instructions executed so far
   * @return false if the CPU has stopped here just before, and is to go on
   */
  boolean report(long linear, long instructions) {
    boolean first = reported != linear || reportedAfter != instructions;
    reported = first ? linear : NOWHERE;
    reportedAfter = instructions;
    return first;
  }
}
