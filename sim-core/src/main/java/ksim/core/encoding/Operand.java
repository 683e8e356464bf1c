package ksim.core.encoding;

/** An operand of a decoded instruction, and of an instruction to be assembled. */
public sealed interface Operand
    permits RegisterOperand, MemoryOperand, ImmediateOperand, BranchOperand, LabelOperand {}
