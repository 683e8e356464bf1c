package ksim.core.timing.frontend;

import java.util.List;
import ksim.core.timing.branch.BranchKind;
import ksim.core.timing.uops.InstructionUops;

/**
 * A block's instructions as the front end sees them; see {@link FetchPlan} for the arrays.
 *
 * @param wide by instruction: whether it takes one slot of the micro-operation cache more
 */
@SuppressWarnings("ArrayRecordComponent")
record PlannedInstructions(
    int[] flags,
    int[] offset,
    int[] opcode,
    int[] firstUop,
    int[] decoderUops,
    int[] decodersLeft,
    int[] prefixes,
    int[] window,
    boolean[] wide) {

  static PlannedInstructions of(List<InstructionUops> block, long address, FrontEndShape shape) {
    int size = block.size();
    PlannedInstructions planned =
        new PlannedInstructions(
            new int[size],
            new int[size + 1],
            new int[size],
            new int[size + 1],
            new int[size],
            new int[size],
            new int[size],
            new int[size],
            new boolean[size]);
    for (int i = 0; i < size; i++) {
      planned.add(i, block.get(i), shape);
    }
    planned.numberWindows(address, shape.windowBytes());
    planned.countPrefixes(block, address, shape.fetchBytes());
    return planned;
  }

  private void add(int i, InstructionUops uops, FrontEndShape shape) {
    int count = uops.uops().size();
    flags[i] =
        (uops.complexDecoder() ? FetchPlan.COMPLEX : 0)
            | (uops.mayFuse() ? FetchPlan.MAY_FUSE : 0)
            | (uops.fusesWithNext() ? FetchPlan.FUSED | FetchPlan.BRANCH : 0)
            | (BranchKind.of(uops.instruction()) == BranchKind.NONE ? 0 : FetchPlan.BRANCH)
            | (uops.decoderUops() < count ? FetchPlan.MICROCODE : 0);
    offset[i + 1] = offset[i] + uops.instruction().length();
    opcode[i] = uops.opcodeOffset();
    firstUop[i + 1] = firstUop[i] + count;
    decoderUops[i] = Math.min(count, uops.decoderUops());
    decodersLeft[i] = uops.complexDecoder() ? uops.simpleDecodersLeft() : shape.decoders();
    wide[i] = uops.uopCacheSlots() > Math.max(1, decoderUops[i]);
  }

  private void numberWindows(long address, int windowBytes) {
    for (int i = 1; i < flags.length; i++) {
      boolean same = FrontEndShape.same(address + offset[i], address + offset[i - 1], windowBytes);
      window[i] = window[i - 1] + (same ? 0 : 1);
    }
  }

  private void countPrefixes(List<InstructionUops> block, long address, int fetchBytes) {
    for (int i = flags.length - 1; i >= 0; i--) {
      prefixes[i] = block.get(i).lengthChangingPrefix() ? 1 : 0;
      if (i + 1 < flags.length
          && FrontEndShape.same(address + offset[i], address + offset[i + 1], fetchBytes)) {
        prefixes[i] += prefixes[i + 1];
      }
    }
  }

  FetchPlan plan(long address, long physical, CachedLines lines) {
    return new FetchPlan(
        address,
        physical,
        flags,
        offset,
        opcode,
        firstUop,
        decoderUops,
        decodersLeft,
        prefixes,
        window,
        lines);
  }
}
