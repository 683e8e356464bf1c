package ksim.core.encoding;

import java.util.List;
import java.util.Set;

/**
 * One line of the instruction table: one encoding of one instruction.
 *
 * @param line line number in the table, unique and in table order
 * @param opcode the bytes that identify it
 * @param mnemonic mnemonic in lower case, as the manual names the instruction; families that a
 *     condition code selects are {@code jcc}, {@code setcc} and {@code cmovcc}
 * @param operands operands in the manual's (Intel) order, destination first
 * @param attributes attributes
 * @param feature lower-case name of the CPUID feature it needs; empty for the base architecture
 */
public record Encoding(
    int line,
    OpcodePattern opcode,
    String mnemonic,
    List<OperandPattern> operands,
    Set<Attribute> attributes,
    String feature) {

  /** Whether the line carries an attribute. */
  public boolean has(Attribute attribute) {
    return attributes.contains(attribute);
  }

  /** Whether a ModRM byte follows the opcode. */
  public boolean hasModRm() {
    if (opcode.digit() != OpcodePattern.NONE || opcode.form() != OpcodePattern.Form.BOTH) {
      return true;
    }
    for (OperandPattern operand : operands) {
      if (operand.kind().inModRm()) {
        return true;
      }
    }
    return false;
  }
}
