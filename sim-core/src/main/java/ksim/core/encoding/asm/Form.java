package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.MandatoryPrefix;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OpcodePattern;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.OperandSize;

/**
 * A line of the table that a written mnemonic can stand for.
 *
 * @param encoding the line
 * @param condition condition code to put into the opcode, 0 where there is none
 * @param operandSizes the operand sizes to try, in bits, preferred first
 * @param mode mode of the code
 */
record Form(Encoding encoding, int condition, List<Integer> operandSizes, CodeMode mode) {

  /**
   * The forms of a mnemonic: its lines in the table; for "jne" those of the conditional family; for
   * "movabs" the lines of "mov" with a 64-bit immediate or address; for a name with one of the
   * suffixes w, d and q that the table does not know, such as "pushw" or "retfq", the lines without
   * it at that operand size.
   */
  static List<Form> of(InstructionTable table, String mnemonic, CodeMode mode) {
    List<Form> forms = new ArrayList<>();
    List<Encoding> exact = table.named(mnemonic);
    add(forms, exact.stream().filter(e -> !hasCondition(e)).toList(), 0, 0, mode);
    if (mnemonic.equals("movabs")) {
      List<Encoding> wide = table.named("mov").stream().filter(Form::isWide).toList();
      add(forms, wide, 0, 0, mode);
      forms.removeIf(form -> !form.operandSizes.contains(64) && !form.hasKind(OperandKind.O));
      forms.replaceAll(form -> form.hasKind(OperandKind.O) ? form : form.at(64));
    }
    for (Condition condition : Condition.values()) {
      if (mnemonic.endsWith(condition.suffix())) {
        String family = mnemonic.substring(0, mnemonic.length() - condition.suffix().length());
        List<Encoding> conditional = table.named(family + "cc");
        add(
            forms,
            conditional.stream().filter(Form::hasCondition).toList(),
            condition.code(),
            0,
            mode);
      }
    }
    if (forms.isEmpty() && !mnemonic.isEmpty()) {
      int bits = 16 << "wdq".indexOf(mnemonic.charAt(mnemonic.length() - 1));
      if (bits >= 16) {
        add(forms, table.named(mnemonic.substring(0, mnemonic.length() - 1)), 0, bits, mode);
      }
    }
    return forms;
  }

  private static void add(
      List<Form> forms, List<Encoding> encodings, int condition, int operandBits, CodeMode mode) {
    boolean long64 = mode == CodeMode.BITS_64;
    for (Encoding encoding : encodings) {
      boolean usable =
          !encoding.has(long64 ? Attribute.I64 : Attribute.O64)
              && !encoding.has(long64 ? Attribute.AS16 : Attribute.AS64)
              && (long64 || !needsLongMode(encoding))
              && !encoding.has(Attribute.ALIAS)
              && !encoding.has(Attribute.UNLISTED)
              && (operandBits == 0 || canHave(encoding, operandBits, mode));
      if (usable) {
        List<Integer> sizes = operandBits == 0 ? sizes(encoding, mode) : List.of(operandBits);
        forms.add(new Form(encoding, condition, sizes, mode));
      }
    }
  }

  /** Only REX gives the operand size of 64 bits, and W where there is no VEX. */
  private static boolean needsLongMode(Encoding encoding) {
    return encoding.has(Attribute.OS64)
        || encoding.has(Attribute.REXB)
        || (encoding.has(Attribute.W1) && !encoding.opcode().map().vex());
  }

  /** Whether prefixes can give an encoding this operand size. */
  private static boolean canHave(Encoding encoding, int operandBits, CodeMode mode) {
    if (mode != CodeMode.BITS_64) {
      return operandBits != 64;
    }
    return needsRexW(encoding)
        || operandBits == 64
        || (operandBits == 16 && encoding.has(Attribute.D64));
  }

  /** Whether REX.W has to be set for an operand size of 64 bits. */
  static boolean needsRexW(Encoding encoding) {
    return !encoding.has(Attribute.D64) && !encoding.has(Attribute.F64);
  }

  private static List<Integer> sizes(Encoding encoding, CodeMode mode) {
    if (encoding.has(Attribute.OS16)) {
      return List.of(16);
    }
    if (encoding.has(Attribute.OS32)) {
      return List.of(32);
    }
    MandatoryPrefix prefix = encoding.opcode().prefix();
    boolean allows66 = prefix != MandatoryPrefix.NONE && prefix != MandatoryPrefix.P66;
    boolean depends = encoding.operands().stream().anyMatch(Form::dependsOnOperandSize);
    if (mode != CodeMode.BITS_64) {
      int usual = mode.defaultOperandBits();
      return depends && allows66 ? List.of(usual, 48 - usual) : List.of(usual);
    }
    if (encoding.has(Attribute.OS64) || encoding.has(Attribute.F64)) {
      return List.of(64);
    }
    if (encoding.has(Attribute.D64)) {
      return depends ? List.of(64, 16) : List.of(64);
    }
    if (!depends) {
      return List.of(32);
    }
    return allows66 ? List.of(32, 64, 16) : List.of(32, 64);
  }

  /**
   * Whether the width of a written operand tells the operand size. Immediates and branch targets do
   * not: a plain push of an immediate is one of 64 bits.
   */
  private static boolean dependsOnOperandSize(OperandPattern operand) {
    if (operand.kind() == OperandKind.I || operand.kind() == OperandKind.J) {
      return false;
    }
    return switch (operand.size()) {
      case V, Z, Y, P -> true;
      default -> false;
    };
  }

  /** The address size of a memory operand: an absolute address has that of the mode. */
  int addressBits(MemoryOperand memory) {
    boolean absolute = memory.base() == MemoryOperand.NONE && memory.index() == MemoryOperand.NONE;
    return absolute && mode != CodeMode.BITS_64 ? mode.defaultAddressBits() : memory.addressBits();
  }

  /** The vector lengths to try, in bits. */
  List<Integer> vectorLengths() {
    if (!encoding.opcode().map().vex()
        || encoding.has(Attribute.L0)
        || encoding.has(Attribute.LIG)) {
      return List.of(128);
    }
    return encoding.has(Attribute.L1) ? List.of(256) : List.of(128, 256);
  }

  private static boolean hasCondition(Encoding encoding) {
    return encoding.opcode().low() == OpcodePattern.LowBits.CONDITION;
  }

  private static boolean isWide(Encoding encoding) {
    return encoding.operands().stream()
        .anyMatch(
            o ->
                o.kind() == OperandKind.O
                    || (o.kind() == OperandKind.I && o.size() == OperandSize.V));
  }

  private Form at(int operandBits) {
    return new Form(encoding, condition, List.of(operandBits), mode);
  }

  /** Whether an operand of this kind is among the operands. */
  boolean hasKind(OperandKind kind) {
    for (OperandPattern operand : encoding.operands()) {
      if (operand.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether operands of these kinds can be written, whatever their widths: a quick test that spares
   * most forms the matching at each operand size. String instructions are written without operands.
   */
  boolean canTake(List<Operand> operands) {
    List<OperandPattern> patterns = encoding.operands();
    if (operands.isEmpty() && (hasKind(OperandKind.X) || hasKind(OperandKind.Y))) {
      return true;
    }
    if (operands.size() != patterns.size()) {
      return false;
    }
    for (int i = 0; i < operands.size(); i++) {
      if (!OperandMatcher.canHold(patterns.get(i).kind(), operands.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the opcode can hold this register in its low bits and this REX.B. */
  boolean takesOpcodeRegister(int register) {
    OpcodePattern opcode = encoding.opcode();
    int value = (opcode.first() & ~7) | (register & 7);
    return value >= opcode.first()
        && value <= opcode.last()
        && (register > 7 || !encoding.has(Attribute.REXB));
  }

  /** The operand patterns, for messages: "Ev,Gv". */
  String patterns() {
    return encoding.operands().stream()
        .map(o -> o.kind() + (o.size() == OperandSize.NONE ? "" : o.size().name()))
        .collect(Collectors.joining(","));
  }
}
