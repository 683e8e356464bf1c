package ksim.core.encoding;

/**
 * An immediate value.
 *
 * @param value the value, sign-extended to 64 bits wherever the manual sign-extends it to the
 *     operand size, else zero-extended
 * @param bits width of its encoding in bits
 */
public record ImmediateOperand(long value, int bits) implements Operand {}
