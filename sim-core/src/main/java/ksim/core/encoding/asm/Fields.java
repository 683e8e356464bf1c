package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** The fields of an instruction that its operands fill in. Written by {@link FieldWriter}. */
final class Fields {
  private final Form form;

  private Fields(Form form) {
    this.form = form;
  }

  /** Register in the low bits of the opcode, 0-15. */
  int opcodeRegister;

  /** ModRM.reg with its REX bit, 0-15. */
  int reg;

  /** Vector length: 128 or 256 bits. */
  int vectorBits;

  /** VEX.vvvv, 0-15. */
  int vvvv;

  /** The r/m operand, where there is one. */
  Optional<ModRm> rm = Optional.empty();

  /** The label that the displacement of {@link #rm} leads to. */
  Optional<LabelOperand> rmLabel = Optional.empty();

  /** What follows the ModRM part, in order. */
  final List<Trailing> trailing = new ArrayList<>();

  /** Segment override, 0-5, or -1. */
  int segment = -1;

  /** The address size where a memory operand tells it, or 0. */
  int addressBits;

  /** SPL, BPL, SIL or DIL occurs: some REX prefix is needed. */
  boolean needsRex;

  /** AH, CH, DH or BH occurs: no REX prefix is possible. */
  boolean forbidsRex;

  /** Whether the first operand is memory, so that LOCK can be legal. */
  boolean targetIsMemory;

  /**
   * An immediate, branch displacement or absolute address.
   *
   * @param value its value; 0 where a label fills it in
   * @param bits its width
   * @param label the label
   * @param kind how the label's address is used
   */
  record Trailing(long value, int bits, Optional<LabelOperand> label, Fixup.Kind kind) {
    static Trailing number(long value, int bits) {
      return new Trailing(value, bits, Optional.empty(), Fixup.Kind.UNSIGNED);
    }

    static Trailing label(LabelOperand label, int bits, Fixup.Kind kind) {
      return new Trailing(0, bits, Optional.of(label), kind);
    }
  }

  /** The fields for operands that match the patterns. */
  static Fields of(OperandMatcher matcher, Form form, List<Operand> operands) {
    List<OperandPattern> patterns = form.encoding().operands();
    Fields fields = new Fields(form);
    fields.vectorBits = matcher.vectorBits();
    for (int i = 0; i < operands.size(); i++) {
      fields.fill(matcher, patterns.get(i), operands.get(i));
    }
    fields.targetIsMemory =
        !operands.isEmpty()
            && (operands.getFirst() instanceof MemoryOperand
                || (operands.getFirst() instanceof LabelOperand label && label.bits() != 0));
    return fields;
  }

  private void fill(OperandMatcher matcher, OperandPattern pattern, Operand operand) {
    int bits = matcher.bits(pattern);
    switch (operand) {
      case RegisterOperand register -> register(pattern.kind(), number(register));
      case MemoryOperand memory -> memory(pattern.kind(), memory);
      case ImmediateOperand immediate when pattern.kind() == OperandKind.I ->
          trailing.add(Trailing.number(immediate.value(), bits));
      case ImmediateOperand _ -> {}
      case BranchOperand branch -> trailing.add(Trailing.number(branch.displacement(), bits));
      case LabelOperand label -> label(pattern.kind(), label, bits, matcher.isExtended(pattern));
    }
  }

  private void register(OperandKind kind, int number) {
    switch (kind) {
      case E, R, W, U, Q, N, STI -> rm = Optional.of(ModRm.ofRegister(number));
      case G, S, C, D, V, P -> reg = number;
      case B, H -> vvvv = number;
      case L -> trailing.add(Trailing.number((long) number << 4, 8));
      case Z -> opcodeRegister = number;
      default -> {}
    }
  }

  private void label(OperandKind kind, LabelOperand label, int bits, boolean extended) {
    switch (kind) {
      case J -> trailing.add(Trailing.label(label, bits, Fixup.Kind.RELATIVE));
      case I ->
          trailing.add(
              Trailing.label(label, bits, extended ? Fixup.Kind.SIGNED : Fixup.Kind.UNSIGNED));
      default -> {
        rm = Optional.of(ModRm.of(label, form.mode()));
        rmLabel = Optional.of(label);
      }
    }
  }

  /** Notes the REX demands of a register and returns its number as the instruction encodes it. */
  private int number(RegisterOperand register) {
    if (register.kind() == RegisterKind.HIGH_BYTE) {
      forbidsRex = true;
      return register.number() + 4;
    }
    if (register.kind() == RegisterKind.GENERAL
        && register.bits() == 8
        && register.number() >= 4
        && register.number() < 8) {
      needsRex = true;
    }
    return register.number();
  }

  /** Memory goes into the r/m field, an absolute address of full width behind the opcode. */
  private void memory(OperandKind kind, MemoryOperand memory) {
    addressBits = form.addressBits(memory);
    if (kind == OperandKind.O) {
      trailing.add(Trailing.number(memory.displacement(), addressBits));
    } else {
      rm = Optional.of(ModRm.of(memory, addressBits, form.mode()));
    }
    if (memory.segment() != defaultSegment(memory)) {
      segment = memory.segment();
    }
  }

  private static int defaultSegment(MemoryOperand memory) {
    return memory.base() == 4 || memory.base() == 5 ? 2 : 3;
  }
}
