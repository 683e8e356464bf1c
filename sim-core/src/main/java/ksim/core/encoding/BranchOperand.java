package ksim.core.encoding;

/**
 * The target of a relative branch.
 *
 * @param displacement signed distance from the end of the instruction, in bytes
 * @param bits width of its encoding: 8, 16 or 32
 */
public record BranchOperand(long displacement, int bits) implements Operand {}
