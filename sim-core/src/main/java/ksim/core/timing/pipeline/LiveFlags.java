package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.Resource;

/**
 * Which status flags that instructions of a block write are read before others of the block write
 * them: most are not, and need not be kept account of. What is written last in a block may be read
 * after it.
 */
final class LiveFlags {
  private static final int CARRY = 1;
  private static final int OTHERS = 2;

  /** By instruction: flags that are live behind it. */
  private final int[] after;

  LiveFlags(List<InstructionUops> instructions) {
    after = new int[instructions.size()];
    int live = CARRY | OTHERS;
    for (int i = after.length - 1; i >= 0; i--) {
      after[i] = live;
      int read = 0;
      for (DecodedUop decoded : instructions.get(i).uops()) {
        for (FusedUop fused : decoded.parts()) {
          for (MicroOp uop : fused.parts()) {
            for (MicroOp.Result result : uop.results()) {
              live &= ~flag(result.resource());
            }
            for (int source : uop.sources()) {
              read |= flag(source);
            }
          }
        }
      }
      live |= read;
    }
  }

  private static int flag(int resource) {
    return switch (resource) {
      case Resource.CARRY -> CARRY;
      case Resource.OTHER_FLAGS -> OTHERS;
      default -> 0;
    };
  }

  /** The results of a micro-operation of an instruction without flags that nobody reads. */
  List<MicroOp.Result> read(int instruction, List<MicroOp.Result> results) {
    return results.stream()
        .filter(result -> (flag(result.resource()) & ~after[instruction]) == 0)
        .toList();
  }
}
