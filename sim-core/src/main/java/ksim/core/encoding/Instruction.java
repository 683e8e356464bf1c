package ksim.core.encoding;

import java.util.List;

/**
 * A decoded instruction.
 *
 * @param encoding the line of the table it matched
 * @param bytes its bytes
 * @param prefixes its prefixes
 * @param mode mode of the code that it was decoded in
 * @param operandBits operand size: 16, 32 or 64. Byte instructions have byte operands, whatever it
 *     is.
 * @param addressBits address size: 16, 32 or 64
 * @param vectorBits vector length: 256 where VEX.L is set and counts, else 128
 * @param condition condition code 0-15 of Jcc, SETcc and CMOVcc, else 0
 * @param operands operands in the manual's (Intel) order, destination first
 */
public record Instruction(
    Encoding encoding,
    InstructionBytes bytes,
    Prefixes prefixes,
    CodeMode mode,
    int operandBits,
    int addressBits,
    int vectorBits,
    int condition,
    List<Operand> operands)
    implements Decoded {

  /** Mnemonic of the table, in lower case; families are {@code jcc}, {@code setcc}... */
  public String mnemonic() {
    return encoding.mnemonic();
  }

  /** Length in bytes, 1-15. */
  public int length() {
    return bytes.length();
  }

  /** Whether the prefix 66 has changed the operand size that the mode gives. */
  boolean hasOtherOperandSize() {
    return mode != CodeMode.BITS_64 && operandBits != mode.defaultOperandBits();
  }

  /** Whether the LOCK prefix is present; the decoder has checked that it is legal. */
  public boolean lock() {
    return prefixes.lock();
  }

  /**
   * The repeat prefix of an instruction that repeats; {@link RepeatPrefix#NONE} for all others,
   * where F2 and F3 are part of the opcode or are ignored.
   */
  public RepeatPrefix repeat() {
    return encoding.has(Attribute.REP) || encoding.has(Attribute.REPZ)
        ? prefixes.repeat()
        : RepeatPrefix.NONE;
  }

  /** Segment override in force, 0-5 in hardware order, or -1. */
  public int segmentOverride() {
    return prefixes.segment();
  }
}
