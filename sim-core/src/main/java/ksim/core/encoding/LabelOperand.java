package ksim.core.encoding;

/**
 * A label as an operand of the assembler: a branch target, or with {@code bits} above zero a
 * RIP-relative memory operand at the label.
 *
 * @param label the label
 * @param bits width of the memory access; 0 for a branch target or LEA
 * @param offset bytes added to the label's address
 */
public record LabelOperand(Label label, int bits, long offset) implements Operand {}
