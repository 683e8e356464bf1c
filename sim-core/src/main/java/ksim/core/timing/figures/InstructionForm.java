package ksim.core.timing.figures;

import java.util.Locale;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/**
 * Names the form of an instruction under which its figures are listed: prefixes that matter, its
 * mnemonic, and the kinds of its operands with their widths.
 *
 * <table>
 * <caption>Kinds of operands</caption>
 * <tr><td>{@code r8 r16 r32 r64}</td><td>general register; {@code r8h}: AH, CH, DH, BH</td></tr>
 * <tr><td>{@code al ax eax rax cl dx}</td><td>the same, where the opcode implies it</td></tr>
 * <tr><td>{@code m8} to {@code m256}, {@code m}</td><td>memory; only an address</td></tr>
 * <tr><td>{@code moffs}</td><td>memory at an address in the opcode</td></tr>
 * <tr><td>{@code i8} to {@code i64}, {@code 1}</td><td>immediate; the one of shifts</td></tr>
 * <tr><td>{@code mm xmm ymm st}</td><td>MMX, vector and x87 registers; {@code xmm0}: implied</td></tr>
 * <tr><td>{@code sreg cr dr}</td><td>segment, control, debug register; {@code fs}: implied</td></tr>
 * <tr><td>{@code vmx vmy}</td><td>memory of a gather; its index register is XMM or YMM</td></tr>
 * <tr><td>{@code rel}</td><td>target of a branch</td></tr>
 * </table>
 *
 * <p>LEA names the parts of its address instead: {@code lea r64,b+i+d}, {@code is} for an index
 * that is scaled. String instructions have no operands: {@code rep movsb}, {@code repne scasb}.
 * XCHG with memory is locked with and without the prefix, and has one form.
 *
 * <p>Figures were measured in 64-bit mode. Where that has no operands of 32 bits, as of PUSH and of
 * MOV from control registers, those of 16- and 32-bit code have the form of its operands of 64.
 */
public final class InstructionForm {
  /** The low bits of the numbers of RBP and R13, which no address has as base without a number. */
  private static final int BASE_WITH_DISPLACEMENT = 5;

  private InstructionForm() {}

  /** The form of an instruction. */
  public static String of(Instruction instruction) {
    StringBuilder text = new StringBuilder();
    if (instruction.lock() && !instruction.mnemonic().equals("xchg")) {
      text.append("lock ");
    }
    if (instruction.repeat() != RepeatPrefix.NONE) {
      text.append(instruction.repeat().name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(mnemonic(instruction));
    if (isString(instruction)) {
      return text.toString();
    }
    char separator = ' ';
    for (int i = 0; i < instruction.operands().size(); i++) {
      Operand operand = instruction.operands().get(i);
      text.append(separator).append(kind(instruction, operand, pattern(instruction, i)));
      separator = ',';
    }
    return text.toString();
  }

  private static boolean isString(Instruction instruction) {
    for (OperandPattern pattern : instruction.encoding().operands()) {
      if (pattern.kind() == OperandKind.X || pattern.kind() == OperandKind.Y) {
        return true;
      }
    }
    return false;
  }

  /** The mnemonic, with the condition of those that have one: {@code jne}, {@code cmovbe}. */
  public static String mnemonic(Instruction instruction) {
    String condition = Condition.of(instruction.condition()).suffix();
    return switch (instruction.mnemonic()) {
      case "jcc" -> "j" + condition;
      case "setcc" -> "set" + condition;
      case "cmovcc" -> "cmov" + condition;
      default -> instruction.mnemonic();
    };
  }

  /** A far pointer is one operand of the encoding and two of the instruction. */
  private static OperandPattern pattern(Instruction instruction, int operand) {
    return instruction
        .encoding()
        .operands()
        .get(Math.min(operand, instruction.encoding().operands().size() - 1));
  }

  private static String kind(Instruction instruction, Operand operand, OperandPattern pattern) {
    return switch (operand) {
      case RegisterOperand register ->
          register(register, pattern.kind(), measuredBits(instruction, pattern, register.bits()));
      case MemoryOperand memory when instruction.mnemonic().equals("lea") -> address(memory);
      case MemoryOperand memory ->
          memory(memory, pattern.kind(), measuredBits(instruction, pattern, memory.bits()));
      case ImmediateOperand _ when pattern.kind() == OperandKind.ONE -> "1";
      case ImmediateOperand immediate -> "i" + immediate.bits();
      case BranchOperand _, LabelOperand _ -> "rel";
    };
  }

  /** Width of an operand, or in place of 32 bits those that 64-bit mode has instead. */
  private static int measuredBits(Instruction instruction, OperandPattern pattern, int bits) {
    Encoding encoding = instruction.encoding();
    // Moves of control and debug registers have an encoding for 64-bit mode and one for the others.
    boolean has64Instead =
        encoding.has(Attribute.D64)
            || (encoding.has(Attribute.I64) && pattern.kind() == OperandKind.R);
    return has64Instead && bits == Integer.SIZE ? Long.SIZE : bits;
  }

  private static String register(RegisterOperand register, OperandKind where, int bits) {
    return switch (register.kind()) {
      case GENERAL -> where == OperandKind.FIXED_GENERAL ? fixed(register) : "r" + bits;
      case HIGH_BYTE -> "r8h";
      case SEGMENT -> where == OperandKind.FIXED_SEGMENT ? segment(register.number()) : "sreg";
      case CONTROL -> "cr";
      case DEBUG -> "dr";
      case X87 -> "st";
      case MMX -> "mm";
      case VECTOR ->
          where == OperandKind.FIXED_VECTOR ? "xmm0" : register.bits() == 256 ? "ymm" : "xmm";
    };
  }

  private static String fixed(RegisterOperand register) {
    return switch (register.number()) {
      case 1 -> "cl";
      case 2 -> "dx";
      default ->
          switch (register.bits()) {
            case 8 -> "al";
            case 16 -> "ax";
            case 32 -> "eax";
            default -> "rax";
          };
    };
  }

  private static String segment(int number) {
    return switch (number) {
      case 0 -> "es";
      case 1 -> "cs";
      case 2 -> "ss";
      case 3 -> "ds";
      case 4 -> "fs";
      default -> "gs";
    };
  }

  private static String memory(MemoryOperand memory, OperandKind where, int bits) {
    if (where == OperandKind.O) {
      return "moffs";
    }
    if (memory.hasVectorIndex()) {
      return memory.vectorIndexBits() == 256 ? "vmy" : "vmx";
    }
    return bits == 0 ? "m" : "m" + bits;
  }

  private static String address(MemoryOperand memory) {
    if (memory.base() == MemoryOperand.RIP) {
      return "rip";
    }
    boolean base = memory.base() != MemoryOperand.NONE;
    boolean index = memory.index() != MemoryOperand.NONE;
    boolean displacement =
        memory.displacement() != 0 || !base || (memory.base() & 7) == BASE_WITH_DISPLACEMENT;
    String scaled = memory.scale() > 1 ? "+is" : "+i";
    String parts = (base ? "b" : "") + (index ? scaled : "") + (displacement ? "+d" : "");
    return parts.startsWith("+") ? parts.substring(1) : parts;
  }
}
