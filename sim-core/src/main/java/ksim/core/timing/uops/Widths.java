package ksim.core.timing.uops;

import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;

/** Widths of operands. */
final class Widths {
  private Widths() {}

  /** Width of an operand in bits; 0 of memory of which only the address counts. */
  static int bits(Operand operand) {
    return switch (operand) {
      case RegisterOperand register -> register.bits();
      case MemoryOperand memory -> memory.bits();
      case ImmediateOperand immediate -> immediate.bits();
      case BranchOperand branch -> branch.bits();
      case LabelOperand label -> label.bits();
    };
  }
}
