package ksim.core.isa;

import ksim.core.encoding.RepeatPrefix;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** Which instructions can be compared with a host, and what the comparison has to know of them. */
final class Testable {
  private static final Set<String> MNEMONICS =
      Set.of(
          "add",
          "adc",
          "sub",
          "sbb",
          "cmp",
          "inc",
          "dec",
          "neg",
          "xadd",
          "cmpxchg",
          "cmpxchg8b",
          "cmpxchg16b",
          "adcx",
          "adox",
          "and",
          "or",
          "xor",
          "test",
          "not",
          "andn",
          "mul",
          "imul",
          "mulx",
          "div",
          "idiv",
          "shl",
          "shr",
          "sar",
          "shld",
          "shrd",
          "shlx",
          "shrx",
          "sarx",
          "rol",
          "ror",
          "rcl",
          "rcr",
          "rorx",
          "bt",
          "bts",
          "btr",
          "btc",
          "bsf",
          "bsr",
          "popcnt",
          "lzcnt",
          "tzcnt",
          "bextr",
          "blsi",
          "blsmsk",
          "blsr",
          "bzhi",
          "pdep",
          "pext",
          "crc32",
          "mov",
          "movzx",
          "movnti",
          "movsx",
          "movsxd",
          "cbw",
          "cwde",
          "cdqe",
          "cwd",
          "cdq",
          "cqo",
          "lea",
          "xchg",
          "bswap",
          "movbe",
          "cmovcc",
          "setcc",
          "xlatb",
          "push",
          "pop",
          "leave",
          "enter",
          "clc",
          "stc",
          "cmc",
          "cld",
          "std",
          "lahf",
          "sahf",
          "nop",
          "pause",
          "endbr64",
          "prefetch",
          "prefetchw",
          "prefetchnta",
          "prefetcht0",
          "prefetcht1",
          "prefetcht2",
          "movsb",
          "movsw",
          "movsd",
          "movsq",
          "stosb",
          "stosw",
          "stosd",
          "stosq",
          "lodsb",
          "lodsw",
          "lodsd",
          "lodsq",
          "scasb",
          "scasw",
          "scasd",
          "scasq",
          "cmpsb",
          "cmpsw",
          "cmpsd",
          "cmpsq");

  private Testable() {}

  /** Whether an encoding is of instructions that neither branch nor need privilege. */
  static boolean is(Encoding encoding) {
    boolean reservedNop = encoding.mnemonic().equals("nop") && encoding.has(Attribute.ALIAS);
    return MNEMONICS.contains(encoding.mnemonic())
        && !encoding.has(Attribute.I64)
        && !reservedNop; // some of them are undefined on some processors
  }

  /** The flags that must agree after an instruction. */
  static long definedFlags(Instruction instruction, Snapshot before) {
    int count = count(instruction, before);
    return (Flags.STATUS | Flags.DF)
        & ~UndefinedFlags.of(instruction.mnemonic(), bits(instruction), count);
  }

  /** Whether user mode may execute this form. */
  static boolean is(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof RegisterOperand register
          && register.kind() != RegisterKind.GENERAL
          && register.kind() != RegisterKind.HIGH_BYTE) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the manual defines the result on this state. It does not for SHLD and SHRD by more than
   * the width. It is silent, and processors differ, on a repeated string operation with 32-bit
   * addresses and a count of zero: Intel's clear the upper halves of the index registers of MOVS
   * and STOS all the same (a Xeon, 2026-11-25), AMD's do not (an EPYC, 2026-11-23).
   */
  static boolean isDefined(Instruction instruction, Snapshot before) {
    if (instruction.repeat() != RepeatPrefix.NONE
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
  static int count(Instruction instruction, Snapshot before) {
    if (instruction.operands().isEmpty()) {
      return 0;
    }
    return switch (instruction.operands().getLast()) {
      case ImmediateOperand immediate -> (int) immediate.value();
      default -> (int) before.gpr()[Cpu.RCX] & 0xff;
    };
  }
}
