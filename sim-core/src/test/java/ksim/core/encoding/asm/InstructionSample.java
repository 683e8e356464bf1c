package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OpcodePattern.LowBits;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/**
 * An instruction to assemble, made from a line of the table.
 *
 * @param encoding the line
 * @param mnemonic what to write
 * @param operandBits the operand size it was made for
 * @param operands the operands
 */
record InstructionSample(
    Encoding encoding, String mnemonic, int operandBits, List<Operand> operands) {

  /** Samples of every line that the assembler can use, the same ones for the same seed. */
  static List<InstructionSample> all(InstructionTable table, long seed) {
    OperandSamples samples = new OperandSamples(seed);
    List<InstructionSample> all = new ArrayList<>();
    for (Encoding encoding : table.encodings()) {
      for (Form form : Form.of(table, encoding.mnemonic())) {
        if (form.encoding().equals(encoding)) {
          form.operandSizes().forEach(bits -> add(all, samples, encoding, bits));
        }
      }
      if (encoding.opcode().low() == LowBits.CONDITION) {
        for (Condition condition : Condition.values()) {
          String stem = encoding.mnemonic().substring(0, encoding.mnemonic().length() - 2);
          String mnemonic = stem + condition.suffix();
          for (Form form : Form.of(table, mnemonic)) {
            if (form.encoding().equals(encoding)) {
              int before = all.size();
              form.operandSizes().forEach(bits -> add(all, samples, encoding, bits));
              all.subList(before, all.size())
                  .replaceAll(s -> new InstructionSample(encoding, mnemonic, s.operandBits, s.operands));
            }
          }
        }
      }
    }
    all.removeIf(sample -> sample.encoding.opcode().low() == LowBits.CONDITION
        && sample.mnemonic.endsWith("cc"));
    return all;
  }

  /** Each operand in turn goes through all its samples while the others are chosen at random. */
  private static void add(
      List<InstructionSample> all, OperandSamples samples, Encoding encoding, int bits) {
    List<OperandPattern> patterns = encoding.operands();
    if (patterns.stream().anyMatch(OperandSamples::isImplied) || patterns.isEmpty()) {
      all.add(new InstructionSample(encoding, encoding.mnemonic(), bits, List.of()));
      return;
    }
    for (int varied = 0; varied < patterns.size(); varied++) {
      for (Operand operand : samples.of(encoding, patterns.get(varied), bits)) {
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
          operands.add(i == varied ? operand : samples.any(encoding, patterns.get(i), bits));
        }
        all.add(new InstructionSample(encoding, encoding.mnemonic(), bits, operands));
      }
    }
  }

  /** Whether AH, CH, DH or BH meets something that needs a REX prefix. */
  boolean isImpossible() {
    boolean highByte = false;
    boolean rex = operandBits == 64 && !encoding.has(Attribute.D64) && !encoding.has(Attribute.F64);
    for (Operand operand : operands) {
      switch (operand) {
        case RegisterOperand register -> {
          highByte |= register.kind() == RegisterKind.HIGH_BYTE;
          rex |= register.number() > 7;
          rex |=
              register.kind() == RegisterKind.GENERAL
                  && register.bits() == 8
                  && register.number() > 3;
        }
        case MemoryOperand memory -> rex |= memory.base() > 7 || memory.index() > 7;
        default -> {}
      }
    }
    return highByte && rex;
  }

  /** The sample with every immediate as the given bits of it, for messages and comparison. */
  String text() {
    return new Request(mnemonic, operands, false, ksim.core.encoding.RepeatPrefix.NONE).text();
  }

  /** Whether the value of an immediate operand is all that this operand holds. */
  static boolean isImmediate(Operand operand) {
    return operand instanceof ImmediateOperand;
  }
}
