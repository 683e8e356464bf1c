package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.uops.InstructionUops;

/**
 * The ports of the conditional jump at the end of a block: one that is taken has fewer to choose
 * from, and where it goes is known when the block runs.
 *
 * @param place where in the code its micro-operation begins, or -1 if the block has none
 * @param taken its ports where it is taken
 * @param otherwise its ports where it is not
 */
record JumpPorts(int place, int taken, int otherwise) {
  private static final JumpPorts NONE = new JumpPorts(-1, 0, 0);

  /**
   * Finds the jump of a block.
   *
   * @param instructions the block
   * @param code its micro-operations
   * @param ends where the micro-operations of each instruction end
   * @param takenPorts set of ports of jumps that are taken
   */
  static JumpPorts of(List<InstructionUops> instructions, long[] code, int[] ends, int takenPorts) {
    int last = instructions.size() - 1;
    if (last < 0 || !instructions.get(last).instruction().mnemonic().equals("jcc")) {
      return NONE;
    }
    int holder = instructions.get(last).fusedIntoPrevious() ? last - 1 : last;
    int place = -1;
    int at = holder == 0 ? 0 : ends[holder - 1];
    while (at < ends[holder]) {
      int parts = (int) code[at] & UopCode.PARTS_MASK;
      at += UopCode.HEAD_WORDS;
      for (int part = 0; part < parts; part++) {
        boolean computes = ((int) code[at] & UopCode.MEMORY) == 0;
        place = computes && (code[at] & takenPorts) != 0 ? at : place;
        at += UopCode.UOP_WORDS;
      }
    }
    return place < 0
        ? NONE
        : new JumpPorts(place, takenPorts, (int) code[place] & UopCode.PORTS_MASK);
  }

  /** Gives the jump the ports of one that is taken, or is not. */
  void set(long[] code, boolean isTaken) {
    if (place >= 0) {
      code[place] = (code[place] & ~(long) UopCode.PORTS_MASK) | (isTaken ? taken : otherwise);
    }
  }
}
