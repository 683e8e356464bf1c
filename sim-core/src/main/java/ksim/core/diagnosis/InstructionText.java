package ksim.core.diagnosis;

import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.symbol.SymbolTable;

/** An instruction as text, with the names of the addresses in it. */
public final class InstructionText {
  private InstructionText() {}

  /**
   * The instruction in AT&amp;T syntax; behind it, as objdump does it, the name of what it branches
   * to or of what it reaches relative to RIP.
   *
   * @param linear its linear address
   */
  public static String of(Instruction instruction, long linear, SymbolTable symbols) {
    StringBuilder text = new StringBuilder(Disassembler.attAndT(instruction, linear));
    for (Operand operand : instruction.operands()) {
      long next = linear + instruction.length();
      switch (operand) {
        case BranchOperand branch -> append(text, next + branch.displacement(), symbols);
        case MemoryOperand memory when memory.base() == MemoryOperand.RIP ->
            append(text, next + memory.displacement(), symbols);
        default -> {}
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, long target, SymbolTable symbols) {
    symbols.name(target).ifPresent(name -> text.append(" <").append(name).append('>'));
  }
}
