package ksim.core.host;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;

/**
 * Compares two outcomes of a case.
 *
 * @param definedFlags bits of RFLAGS that must agree
 * @param lastPlace whether x87 results may differ in the last place, see {@link LastPlace}
 */
record Comparison(long definedFlags, boolean lastPlace) {
  /** Everything must agree. */
  static final Comparison STRICT = new Comparison(-1, false);

  private static final String[] SELECTORS = {"es", "cs", "ss", "ds", "fs", "gs"};

  /** First address that Linux does not give to programs; page faults there it calls protection. */
  private static final long SUPERVISOR = 0x7fff_ffff_f000L;

  private static final int PRESENT = 1;

  /** What must agree after what the decoder has made of some bytes. */
  static Comparison of(Decoded decoded, UserState before) {
    return decoded instanceof Instruction instruction ? of(instruction, before) : STRICT;
  }

  private static Comparison of(Instruction instruction, UserState before) {
    long undefined =
        UndefinedFlags.of(instruction.mnemonic(), bits(instruction), count(instruction, before));
    return new Comparison(~undefined, LastPlace.mayDiffer(instruction.mnemonic()));
  }

  /** The same, but some flags need not agree. */
  Comparison without(long flags) {
    return new Comparison(definedFlags & ~flags, lastPlace);
  }

  /** Width of the first operand. */
  static int bits(Instruction instruction) {
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
  static int count(Instruction instruction, UserState before) {
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
      if (visible(ours.selectors()[i]) != visible(theirs.selectors()[i])) {
        return "%s: %x and %x".formatted(SELECTORS[i], ours.selectors()[i], theirs.selectors()[i]);
      }
    }
    if (ours.fsBase() != theirs.fsBase() || ours.gsBase() != theirs.gsBase()) {
      return "bases: fs %x and %x, gs %x and %x"
          .formatted(ours.fsBase(), theirs.fsBase(), ours.gsBase(), theirs.gsBase());
    }
    ByteBuffer image = Image.fields(ours.image());
    ByteBuffer expected = Image.fields(theirs.image());
    return images(lastPlace ? LastPlace.forgive(image, expected) : image, expected);
  }

  /** Null selectors are equal: IRET, on the way to who looks at them, clears their low bits. */
  private static int visible(int selector) {
    return selector < 4 ? 0 : selector;
  }

  private static String images(ByteBuffer ours, ByteBuffer theirs) {
    String x87 =
        word("fcw", ours, theirs, Image.CONTROL)
            + word("fsw", ours, theirs, Image.STATUS)
            + word("tags", ours, theirs, Image.TAGS)
            + word("fop", ours, theirs, Image.OPCODE)
            + pointer("fip", ours, theirs, Image.INSTRUCTION_POINTER)
            + pointer("fdp", ours, theirs, Image.DATA_POINTER);
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

  private static String pointer(String name, ByteBuffer ours, ByteBuffer theirs, int at) {
    return ours.getLong(at) == theirs.getLong(at)
        ? ""
        : "%s: %x and %x ".formatted(name, ours.getLong(at), theirs.getLong(at));
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
