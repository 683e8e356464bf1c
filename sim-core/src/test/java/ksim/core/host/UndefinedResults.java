package ksim.core.host;

import java.util.Optional;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.fault.Vector;

/** Cases whose outcome, besides flags, the manual leaves undefined or processors differ in. */
final class UndefinedResults {
  private static final int WIDTH = 16;

  private static final Set<String> ALIGNED_IMAGES =
      Set.of("fxsave", "fxrstor", "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors");

  /** Selector, with RPL 0, of the segment whose limit tells Linux programs their CPU. */
  private static final int CPU_NUMBER = 0x78;

  private UndefinedResults() {}

  private static int selector(Case c, Instruction instruction) {
    long[] gpr = c.before().gpr();
    return switch (instruction.operands().getLast()) {
      case RegisterOperand register -> (int) gpr[register.number()] & 0xffff;
      case MemoryOperand memory -> {
        long at = StateSampler.address(memory, gpr, instruction.length()) - Layout.MEMORY;
        boolean inside = at >= 0 && at <= Layout.MEMORY_BYTES - Short.BYTES;
        byte[] bytes = Memories.writable(c.memory());
        yield inside ? Short.toUnsignedInt(Image.fields(bytes).getShort((int) at)) : 0;
      }
      default -> 0;
    };
  }

  /** Why an outcome is not compared; empty if it is. */
  static Optional<String> reason(Case c, Instruction instruction) {
    if (isDoubleShiftBeyondWidth(c, instruction)) {
      return Optional.of("SHLD, SHRD: \"if a count is greater than the operand size, undefined\"");
    }
    if (repeatsWithShortAddresses(c, instruction) && (int) c.before().gpr()[Cpu.RCX] == 0) {
      return Optional.of(SHORT_ADDRESSES);
    }
    if (instruction.mnemonic().equals("xchg")
        && instruction.encoding().opcode().first() == 0x90
        && instruction.prefixes().repeat() == RepeatPrefix.REP) {
      return Optional.of("F3 90 with REX.B: Intel's processors pause, AMD's exchange");
    }
    if (instruction.mnemonic().equals("lsl") && (selector(c, instruction) & ~3) == CPU_NUMBER) {
      return Optional.of("LSL: Linux keeps the number of the CPU in the limit of a segment");
    }
    if ((c.before().rflags() & Flags.AC) != 0 && ALIGNED_IMAGES.contains(instruction.mnemonic())) {
      return Optional.of(
          "XSAVE, FXSAVE and their kin misaligned with RFLAGS.AC set: #AC or #GP, \"signaling of"
              + " #AC is not guaranteed and may vary with implementation\"");
    }
    return Optional.empty();
  }

  /** Why the fault of bytes that are no instruction is not compared; empty if it is. */
  static Optional<String> reason(Outcome theirs) {
    return theirs.vector() == Vector.GENERAL_PROTECTION
        ? Optional.of(
            "undefined opcodes that, with what would belong to them, are longer than 15 bytes: the"
                + " manual does not say which fault comes first")
        : Optional.empty();
  }

  /** The same, once it is known what the host does. */
  static Optional<String> reason(Case c, Instruction instruction, Outcome theirs) {
    if (repeatsWithShortAddresses(c, instruction) && theirs.after().rip() == c.before().rip()) {
      return Optional.of(SHORT_ADDRESSES);
    }
    return switch (instruction.mnemonic()) {
      case "maskmovq", "maskmovdqu", "vmaskmovdqu" ->
          theirs.after().rip() == c.before().rip()
              ? Optional.of(
                  "MASKMOVQ, MASKMOVDQU: which of the bytes raise page faults, even if the mask is"
                      + " zero, is \"implementation dependent\"")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * Intel's clear the upper halves of the index registers of MOVS and STOS even if no iteration was
   * completed (a Xeon, 2026-11-25), AMD's do not (an EPYC, 2026-11-23).
   */
  private static final String SHORT_ADDRESSES =
      "a repeated string operation with 32-bit addresses that completes no iteration: the manual"
          + " is silent on the upper halves of the registers, and processors differ";

  private static boolean repeatsWithShortAddresses(Case c, Instruction instruction) {
    return c.mode() == CodeMode.BITS_64
        && instruction.repeat() != RepeatPrefix.NONE
        && instruction.addressBits() == 32;
  }

  private static boolean isDoubleShiftBeyondWidth(Case c, Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "shld", "shrd" ->
          Comparison.bits(instruction) == 16
              && (Comparison.count(instruction, c.before()) & 31) > WIDTH;
      default -> false;
    };
  }
}
