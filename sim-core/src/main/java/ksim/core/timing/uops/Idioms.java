package ksim.core.timing.uops;

import java.util.List;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.figures.Figure;
import ksim.core.timing.figures.Latency;

/** Instructions that renaming recognises: what needs no execution unit, or no operand. */
final class Idioms {
  private static final int RSP = 4;

  private Idioms() {}

  /** Whether the source operands of an instruction are one register. */
  static boolean sameRegister(Instruction instruction) {
    List<Operand> operands = instruction.operands();
    List<RegisterOperand> registers =
        operands.stream()
            .filter(RegisterOperand.class::isInstance)
            .map(RegisterOperand.class::cast)
            .toList();
    if (registers.size() < 2 || registers.size() + immediates(operands) < operands.size()) {
      return false;
    }
    RegisterOperand last = registers.getLast();
    int first = registers.size() > 2 ? 1 : 0;
    return registers.subList(first, registers.size()).stream().allMatch(r -> isSame(r, last));
  }

  /** Whether two registers are one, whatever part of it they name. */
  private static boolean isSame(RegisterOperand a, RegisterOperand b) {
    return a.kind() == b.kind() && a.number() == b.number();
  }

  private static int immediates(List<Operand> operands) {
    return (int) operands.stream().filter(ImmediateOperand.class::isInstance).count();
  }

  /**
   * Whether the results of an instruction do not depend on its operands, which are one register.
   */
  static boolean isIndependent(Figure figure) {
    List<Latency> same = figure.sameRegisterLatencies();
    return !same.isEmpty() && same.stream().allMatch(latency -> latency.cycles() == 0);
  }

  /** What renaming makes of an instruction. */
  static Elimination of(Instruction instruction, Effects effects, Figure figure, boolean same) {
    if (same && figure.sameRegisterUops().isEmpty() && isIndependent(figure)) {
      return Elimination.KNOWN;
    }
    if (!figure.uops().isEmpty()) {
      return Elimination.NONE;
    }
    if (effects.writes().isEmpty()) {
      return Elimination.KNOWN;
    }
    if (same || figure.sameRegisterUops().isEmpty() || !isMove(instruction)) {
      return Elimination.NONE;
    }
    RegisterOperand target = (RegisterOperand) instruction.operands().getFirst();
    RegisterOperand source = (RegisterOperand) instruction.operands().getLast();
    if (target.kind() == RegisterKind.VECTOR && source.kind() == RegisterKind.VECTOR) {
      return Elimination.VECTOR_MOVE;
    }
    boolean general =
        target.kind() == RegisterKind.GENERAL && source.kind() == RegisterKind.GENERAL;
    return general && !looksLikeHighByte(source) ? Elimination.GENERAL_MOVE : Elimination.NONE;
  }

  private static boolean isMove(Instruction instruction) {
    return instruction.operands().size() == 2
        && instruction.operands().stream().allMatch(RegisterOperand.class::isInstance);
  }

  /**
   * Whether a byte register has a number that without REX prefix names a high byte. Skylake does
   * not eliminate MOVZX from these (Abel and Reineke, uiCA, 2022, section on move elimination).
   */
  private static boolean looksLikeHighByte(RegisterOperand source) {
    return source.bits() == Byte.SIZE && (source.number() & 7) >= RSP;
  }
}
