package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/**
 * The fields of an instruction that its operands fill in. Filled by {@link OperandMatcher}, written
 * by {@link FieldWriter}.
 */
final class Fields {
  /** Register in the low bits of the opcode, 0-15. */
  int opcodeRegister;

  /** ModRM.reg with its REX bit, 0-15. */
  int reg;

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

  /** Whether the address size is 32 bits. */
  boolean address32;

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

  /** Notes the REX demands of a register and returns its number as the instruction encodes it. */
  int number(RegisterOperand register) {
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

  /** Puts memory into the r/m field, with the prefixes that it needs. */
  void memory(MemoryOperand memory) {
    rm = Optional.of(ModRm.of(memory));
    address(memory);
  }

  /** The prefixes for the segment and address size of a memory operand. */
  void address(MemoryOperand memory) {
    address32 = memory.addressBits() == 32;
    if (memory.segment() != defaultSegment(memory)) {
      segment = memory.segment();
    }
  }

  private static int defaultSegment(MemoryOperand memory) {
    return memory.base() == 4 || memory.base() == 5 ? 2 : 3;
  }
}
