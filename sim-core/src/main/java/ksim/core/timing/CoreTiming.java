package ksim.core.timing;

import java.util.List;
import java.util.SortedMap;
import ksim.core.encoding.Instruction;
import ksim.mmu.Persistent;

/**
 * The timing of one core. It is given facts - which block ran and where it went, which addresses
 * were accessed - and answers in cycles. It never sees registers or memory.
 */
public sealed interface CoreTiming extends Persistent
    permits UnitTiming, FastTiming, DetailedTiming {
  /**
   * Analyses a block when it is decoded.
   *
   * @param instructions its instructions in order, at least one unless its first bytes are invalid
   * @param linear address of the first, counted as {@code nextRip} is
   * @param physical its physical address
   */
  BlockProfile profile(List<Instruction> instructions, long linear, long physical);

  /**
   * A block has run to its end.
   *
   * @param nextRip where execution goes on
   * @return core cycles it took
   */
  long executed(BlockProfile block, long nextRip);

  /**
   * A block was left before its end.
   *
   * @param count number of its instructions that were executed
   * @return core cycles they took
   */
  long executedPartly(BlockProfile block, int count);

  /**
   * The core goes on.
   *
   * @param cycles its local time in core cycles, later than where it left off if it was halted
   */
  void resume(long cycles);

  /** Core cycles from a fault to the first instruction of its handler. */
  long exceptionEntryCycles();

  /** Core cycles from the recognition of an interrupt to the first instruction of its handler. */
  long interruptEntryCycles();

  /** What it has counted since it was made, by name; nothing where the level counts nothing. */
  SortedMap<String, Long> figures();
}
