package ksim.core.timing.pipeline;

import ksim.core.timing.frontend.FetchLimit;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.MicroOp;

/**
 * How one micro-operation of the unfused domain went through the core. Cycles are those of the
 * core's clock.
 *
 * @param sequence its number, counted from 0 since recording began
 * @param instruction index of its instruction in the block
 * @param origin where it comes from
 * @param kind what it does
 * @param firstOfSlot whether it is the first of its issue slot; the others are micro-fused with it
 * @param elimination what renaming did without an execution unit
 * @param queued cycle from which it could be issued, as the front end delivered it
 * @param fetchLimit what decided on that
 * @param issued cycle of issue
 * @param issueWait what it waited for before issue
 * @param ready first cycle in which its sources and its way to the port would have let it start
 * @param source sequence number of the micro-operation whose result was its last source, or {@link
 *     #NONE}
 * @param port its port, or {@link #NONE} if it needs none
 * @param started cycle in which its port took it
 * @param startWait what it waited for before its start
 * @param memoryCycles cycles that its data came later than an L1 hit would have brought it
 * @param done cycle in which it had executed
 * @param retired cycle of retirement
 */
public record UopEvent(
    long sequence,
    int instruction,
    Origin origin,
    MicroOp.Kind kind,
    boolean firstOfSlot,
    Elimination elimination,
    long queued,
    FetchLimit fetchLimit,
    long issued,
    IssueWait issueWait,
    long ready,
    long source,
    int port,
    long started,
    StartWait startWait,
    long memoryCycles,
    long done,
    long retired) {
  /** No port, no source. */
  public static final int NONE = -1;

  /** Where a micro-operation comes from. */
  public enum Origin {
    /** Its instruction. */
    INSTRUCTION,
    /** The stack engine, which brings RSP up to date before its instruction. */
    STACK_ENGINE,
    /** A high byte that is merged into its register before its instruction. */
    MERGE
  }
}
