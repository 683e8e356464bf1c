package ksim.core.host;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/**
 * Compares two outcomes of a case.
 *
 * @param definedFlags bits of RFLAGS that must agree
 */
record Comparison(long definedFlags) {
  /** Everything must agree. */
  static final Comparison STRICT = new Comparison(-1);

  private static final String[] SELECTORS = {"es", "cs", "ss", "ds", "fs", "gs"};

  /** First address that user programs cannot have; Linux reports such page faults as present. */
  private static final long SUPERVISOR = 0x8000_0000_0000L;

  private static final int PRESENT = 1;

  /** What must agree after an instruction. */
  static Comparison of(Instruction instruction, UserState before) {
    long undefined =
        UndefinedFlags.of(instruction.mnemonic(), bits(instruction), count(instruction, before));
    return new Comparison(~undefined);
  }

  /**
   * Whether the manual defines the result on this state. It does not for SHLD and SHRD by more than
   * the width. It is silent, and processors differ, on a repeated string operation with 32-bit
   * addresses and a count of zero: Intel's clear the upper halves of the index registers of MOVS
   * and STOS all the same (a Xeon, 2026-11-25), AMD's do not (an EPYC, 2026-11-23).
   */
  static boolean isDefined(Instruction instruction, CodeMode mode, UserState before) {
    if (mode == CodeMode.BITS_64
        && instruction.repeat() != RepeatPrefix.NONE
        && instruction.addressBits() == 32
        && (int) before.gpr()[Cpu.RCX] == 0) {
      return false;
    }
    boolean doubleShift = instruction.mnemonic().startsWith("sh") && bits(instruction) == 16;
    return !doubleShift
        || instruction.operands().size() < 3
        || (count(instruction, before) & 31) <= 16;
  }

  /** Width of the first operand. */
  private static int bits(Instruction instruction) {
    if (instruction.operands().isEmpty()) {
      return instruction.operandBits();
    }
    return switch (instruction.operands().getFirst()) {
      case RegisterOperand register -> register.bits();
      case MemoryOperand memory -> memory.bits();
      default -> instruction.operandBits();
    };
  }

  /** The count of a shift or rotation, its last operand. */
  private static int count(Instruction instruction, UserState before) {
    if (instruction.operands().isEmpty()) {
      return 0;
    }
    return switch (instruction.operands().getLast()) {
      case ImmediateOperand immediate -> (int) immediate.value();
      default -> (int) before.gpr()[Cpu.RCX] & 0xff;
    };
  }

  /** The first difference, for a person to read; empty if there is none. */
  String difference(Outcome ours, Outcome theirs) {
    if (ours.vector() != theirs.vector()) {
      return "vector: " + ours.vector() + " and " + theirs.vector();
    }
    if (ours.cr2() != theirs.cr2()) {
      return "cr2: %x and %x".formatted(ours.cr2(), theirs.cr2());
    }
    long ignored = Long.compareUnsigned(theirs.cr2(), SUPERVISOR) >= 0 ? PRESENT : 0;
    if ((ours.errorCode() | ignored) != (theirs.errorCode() | ignored)) {
      return "error code: %x and %x".formatted(ours.errorCode(), theirs.errorCode());
    }
    String state = difference(ours.after(), theirs.after());
    return state.isEmpty() && !ours.memory().equals(theirs.memory())
        ? "memory: %s and %s".formatted(hex(ours), hex(theirs))
        : state;
  }

  private static String hex(Outcome outcome) {
    StringBuilder text = new StringBuilder("{");
    outcome.memory().forEach((at, value) -> text.append(" %x:%016x".formatted(at, value)));
    return text.append(" }").toString();
  }

  private String difference(UserState ours, UserState theirs) {
    for (int i = 0; i < 16; i++) {
      if (ours.gpr()[i] != theirs.gpr()[i]) {
        return "register %d: %016x and %016x".formatted(i, ours.gpr()[i], theirs.gpr()[i]);
      }
    }
    if (ours.rip() != theirs.rip()) {
      return "rip: %x and %x".formatted(ours.rip(), theirs.rip());
    }
    if (((ours.rflags() ^ theirs.rflags()) & definedFlags) != 0) {
      return "flags: %x and %x, defined %x"
          .formatted(ours.rflags(), theirs.rflags(), definedFlags & Flags.ALL);
    }
    for (int i = 0; i < SELECTORS.length; i++) {
      if (ours.selectors()[i] != theirs.selectors()[i]) {
        return "%s: %x and %x".formatted(SELECTORS[i], ours.selectors()[i], theirs.selectors()[i]);
      }
    }
    if (ours.fsBase() != theirs.fsBase() || ours.gsBase() != theirs.gsBase()) {
      return "bases: fs %x and %x, gs %x and %x"
          .formatted(ours.fsBase(), theirs.fsBase(), ours.gsBase(), theirs.gsBase());
    }
    return images(Image.fields(ours.image()), Image.fields(theirs.image()));
  }

  private static String images(ByteBuffer ours, ByteBuffer theirs) {
    String x87 =
        word("fcw", ours, theirs, Image.CONTROL)
            + word("fsw", ours, theirs, Image.STATUS)
            + word("tags", ours, theirs, Image.TAGS);
    if (!x87.isEmpty()) {
      return x87;
    }
    if (ours.getInt(Image.MXCSR) != theirs.getInt(Image.MXCSR)) {
      return "mxcsr: %x and %x".formatted(ours.getInt(Image.MXCSR), theirs.getInt(Image.MXCSR));
    }
    for (int i = 0; i < 8; i++) {
      String difference = registers("st", i, ours, theirs, Image.ST + 16 * i);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    for (int i = 0; i < 16; i++) {
      String difference =
          registers("xmm", i, ours, theirs, Image.XMM + 16 * i)
              + registers("ymmh", i, ours, theirs, Image.YMM_HIGH + 16 * i);
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return "";
  }

  private static String word(String name, ByteBuffer ours, ByteBuffer theirs, int at) {
    return ours.getShort(at) == theirs.getShort(at)
        ? ""
        : "%s: %x and %x ".formatted(name, ours.getShort(at), theirs.getShort(at));
  }

  private static String registers(
      String name, int number, ByteBuffer ours, ByteBuffer theirs, int at) {
    long ourLow = ours.getLong(at), theirLow = theirs.getLong(at);
    long ourHigh = ours.getLong(at + 8), theirHigh = theirs.getLong(at + 8);
    return ourLow == theirLow && ourHigh == theirHigh
        ? ""
        : "%s%d: %016x%016x and %016x%016x "
            .formatted(name, number, ourHigh, ourLow, theirHigh, theirLow);
  }
}
