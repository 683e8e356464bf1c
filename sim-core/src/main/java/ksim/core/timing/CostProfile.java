package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;

/**
 * What {@link FastTiming} and {@link UnitTiming} know of a block before it runs.
 *
 * @param instructions its instructions
 * @param start linear address of the first
 * @param branchAddress linear address of the last
 * @param end linear address after the last
 * @param quarterCycles static cost, in quarters of a core cycle
 * @param loopQuarterCycles static cost where the block follows itself
 * @param ending how it ends
 * @param withoutFigure how many of its instructions have no figure of their own
 */
record CostProfile(
    List<Instruction> instructions,
    long start,
    long branchAddress,
    long end,
    long quarterCycles,
    long loopQuarterCycles,
    BlockEnding ending,
    int withoutFigure)
    implements BlockProfile {
  /** A profile for a timing model that looks at nothing but the cost. */
  static CostProfile ofCost(List<Instruction> instructions, long linear, long quarterCycles) {
    return new CostProfile(
        instructions, linear, linear, linear, quarterCycles, quarterCycles, BlockEnding.OTHER, 0);
  }
}
