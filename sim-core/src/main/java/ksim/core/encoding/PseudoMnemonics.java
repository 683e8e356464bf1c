package ksim.core.encoding;

import java.util.Map;

/**
 * Mnemonics that say what an immediate selects, as assemblers offer them: {@code cmpltps} is {@code
 * cmpps} with the predicate 1 (SDM vol. 2, CMPPS table 3-7, VCMPPS table 3-8, PCLMULQDQ table
 * 4-13).
 */
final class PseudoMnemonics {
  private static final String[] PREDICATES = {
    "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord",
    "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true",
    "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s",
    "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us",
  };
  private static final int LEGACY_PREDICATES = 8;

  /** Which halves of the operands are multiplied. */
  private static final Map<Long, String> HALVES =
      Map.of(0x00L, "lql", 0x01L, "hql", 0x10L, "lqh", 0x11L, "hqh");

  private PseudoMnemonics() {}

  /** The instruction with such a mnemonic and without its immediate; itself where there is none. */
  static Instruction apply(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    if (instruction.operands().isEmpty()
        || !(instruction.operands().getLast() instanceof ImmediateOperand immediate)) {
      return instruction;
    }
    long value = immediate.value();
    return switch (mnemonic) {
      case "cmpps", "cmppd", "cmpss", "cmpsd" ->
          value < LEGACY_PREDICATES ? comparison(instruction, 3, value) : instruction;
      case "vcmpps", "vcmppd", "vcmpss", "vcmpsd" ->
          value < PREDICATES.length ? comparison(instruction, 4, value) : instruction;
      case "pclmulqdq", "vpclmulqdq" -> {
        String stem = mnemonic.substring(0, mnemonic.indexOf("qdq"));
        yield HALVES.containsKey(value)
            ? without(instruction, stem + HALVES.get(value) + "qdq")
            : instruction;
      }
      default -> instruction;
    };
  }

  private static Instruction comparison(Instruction instruction, int stem, long predicate) {
    String mnemonic = instruction.mnemonic();
    String name = PREDICATES[(int) predicate];
    return without(instruction, mnemonic.substring(0, stem) + name + mnemonic.substring(stem));
  }

  private static Instruction without(Instruction instruction, String mnemonic) {
    Encoding encoding = instruction.encoding();
    int last = instruction.operands().size() - 1;
    Encoding shown =
        new Encoding(
            encoding.line(),
            encoding.opcode(),
            mnemonic,
            encoding.operands().subList(0, last),
            encoding.attributes(),
            encoding.feature());
    return new Instruction(
        shown,
        instruction.bytes(),
        instruction.prefixes(),
        instruction.mode(),
        instruction.operandBits(),
        instruction.addressBits(),
        instruction.vectorBits(),
        instruction.condition(),
        instruction.operands().subList(0, last));
  }
}
