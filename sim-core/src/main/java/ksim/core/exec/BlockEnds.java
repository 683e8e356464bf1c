package ksim.core.exec;

import ksim.core.encoding.Instruction;

/** Which ends of blocks lead straight on to the next block. */
final class BlockEnds {
  private BlockEnds() {}

  /**
   * Whether an instruction that ends a block only moves RIP: after it no interrupt has become
   * deliverable, no mode or translation has changed and the CPU still runs.
   */
  static boolean isOrdinaryBranch(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "jmp", "jcc", "call", "ret", "jrcxz", "jecxz", "loop", "loope", "loopne" -> true;
      default -> false;
    };
  }
}
