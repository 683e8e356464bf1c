package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OpcodePattern.LowBits;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

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
  static List<InstructionSample> all(InstructionTable table, long seed, CodeMode mode) {
    OperandSamples samples = new OperandSamples(seed, mode);
    List<InstructionSample> all = new ArrayList<>();
    for (Encoding encoding : table.encodings()) {
      for (String mnemonic : mnemonics(encoding)) {
        for (Form form : Form.of(table, mnemonic, mode)) {
          if (form.encoding().equals(encoding)) {
            form.operandSizes().forEach(bits -> add(all, samples, form, mnemonic, bits));
          }
        }
      }
    }
    return all;
  }

  private static List<String> mnemonics(Encoding encoding) {
    String name = encoding.mnemonic();
    if (encoding.opcode().low() != LowBits.CONDITION) {
      return List.of(name);
    }
    String stem = name.substring(0, name.length() - 2);
    return Arrays.stream(Condition.values()).map(c -> stem + c.suffix()).toList();
  }

  /** Each operand in turn goes through all its samples while the others are chosen at random. */
  private static void add(
      List<InstructionSample> all, OperandSamples samples, Form form, String mnemonic, int bits) {
    for (int vectorBits : form.vectorLengths()) {
      add(all, samples, form, mnemonic, bits, vectorBits);
    }
  }

  private static void add(
      List<InstructionSample> all,
      OperandSamples samples,
      Form form,
      String mnemonic,
      int bits,
      int vectorBits) {
    Encoding encoding = form.encoding();
    List<OperandPattern> patterns = encoding.operands();
    if (patterns.stream().anyMatch(OperandSamples::isImplied) || patterns.isEmpty()) {
      all.add(new InstructionSample(encoding, mnemonic, bits, List.of()));
      return;
    }
    for (int varied = 0; varied < patterns.size(); varied++) {
      for (Operand operand : samples.of(encoding, patterns.get(varied), bits, vectorBits)) {
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
          operands.add(
              i == varied ? operand : samples.any(encoding, patterns.get(i), bits, vectorBits));
        }
        matchAddressSize(patterns, operands, form.mode());
        if (!gathersIntoItself(operands)) {
          all.add(new InstructionSample(encoding, mnemonic, bits, operands));
        }
      }
    }
  }

  /** Destination, index and mask of a gather must be three registers. */
  private static boolean gathersIntoItself(List<Operand> operands) {
    return operands.size() == 3
        && operands.get(1) instanceof MemoryOperand memory
        && memory.hasVectorIndex()
        && operands.get(0) instanceof RegisterOperand target
        && operands.get(2) instanceof RegisterOperand mask
        && (target.number() == memory.index()
            || mask.number() == memory.index()
            || target.number() == mask.number());
  }

  /** A register of the address size has to be as wide as the registers of the address. */
  private static void matchAddressSize(
      List<OperandPattern> patterns, List<Operand> operands, CodeMode mode) {
    int bits =
        operands.stream()
            .filter(MemoryOperand.class::isInstance)
            .mapToInt(o -> ((MemoryOperand) o).addressBits())
            .findFirst()
            .orElse(mode.defaultAddressBits());
    for (int i = 0; i < operands.size(); i++) {
      if (patterns.get(i).size() == OperandSize.A
          && operands.get(i) instanceof RegisterOperand register) {
        operands.set(i, Registers.general(register.number(), bits));
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

  /** What is asked of the assembler. */
  Request request() {
    return new Request(mnemonic, operands, false, RepeatPrefix.NONE);
  }
}
