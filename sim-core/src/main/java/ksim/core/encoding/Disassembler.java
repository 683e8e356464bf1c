package ksim.core.encoding;

import java.util.List;

/**
 * Prints instructions as GNU objdump 2.40 does with {@code -M intel64}: the same mnemonics,
 * suffixes, names of redundant prefixes and spaces. Addresses of RIP-relative operands are not
 * appended.
 */
public final class Disassembler {
  private static final int MNEMONIC_COLUMNS = 6;

  private Disassembler() {}

  /**
   * The instruction in AT&amp;T syntax.
   *
   * @param rip linear address of the instruction
   */
  public static String attAndT(Instruction instruction, long rip) {
    return join(
        PrefixNames.of(instruction, false),
        AttMnemonics.of(PseudoMnemonics.apply(instruction)),
        AttOperands.of(PseudoMnemonics.apply(instruction), rip));
  }

  /**
   * The instruction in Intel syntax.
   *
   * @param rip linear address of the instruction
   */
  public static String intel(Instruction instruction, long rip) {
    return join(
        PrefixNames.of(instruction, true),
        IntelMnemonics.of(PseudoMnemonics.apply(instruction)),
        IntelOperands.of(PseudoMnemonics.apply(instruction), rip));
  }

  private static String join(List<String> prefixes, String mnemonic, String operands) {
    StringBuilder text = new StringBuilder();
    for (String prefix : prefixes) {
      text.append(prefix).append(' ');
    }
    text.append(mnemonic);
    if (!operands.isEmpty()) {
      text.repeat(' ', Math.max(1, MNEMONIC_COLUMNS + 1 - text.length())).append(operands);
    }
    return text.toString();
  }
}
