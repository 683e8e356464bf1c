package ksim.core.encoding;

/**
 * A register.
 *
 * @param kind register file
 * @param number number within its file, in hardware order (0-15 for general registers); for {@link
 *     RegisterKind#HIGH_BYTE} the number of the containing general register (0-3 for AH, CH, DH,
 *     BH)
 * @param bits width in bits
 */
public record RegisterOperand(RegisterKind kind, int number, int bits) implements Operand {}
