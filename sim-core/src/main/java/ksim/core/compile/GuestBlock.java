package ksim.core.compile;

import java.util.List;
import ksim.core.isa.Op;
import ksim.core.timing.BlockProfile;

/**
 * A block of decoded code as compiled code sees it: what to execute, and whether it may be entered.
 */
public interface GuestBlock {
  /** Offset in the code segment of its first instruction. */
  long start();

  /** Offset in the code segment after its last instruction. */
  long end();

  /** Number of instructions. */
  int count();

  /** Operations in order. */
  List<Op> operations();

  /** What the timing model knows of it. */
  BlockProfile profile();

  /** After it the CPU looks for interrupts, a halt or another mode. */
  boolean endsLoop();

  /**
   * Whether it may be entered at its start under the present state.
   *
   * @param stamp the state of translation and of the CPU
   */
  boolean isCurrent(long stamp);

  /** Whether its code has changed: it is left before its next operation. */
  boolean isDead();
}
