package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;

/** What a timing model knows of a block before it runs. */
public sealed interface BlockProfile permits CostProfile, DetailedProfile {
  /** The block's instructions, in order. */
  List<Instruction> instructions();

  /** How many of them have no figure of their own, so that their cost is a guess. */
  int withoutFigure();

  /** The profile of a block without instructions. */
  static BlockProfile empty() {
    return CostProfile.ofCost(List.of(), 0, 0);
  }
}
