package ksim.core.encoding;

/**
 * How a memory operand is spelt in the bytes: what the decoded operand no longer tells, but a
 * disassembler shows.
 *
 * @param sib a SIB byte is present
 * @param scale scale of the SIB byte, also where it has no index; else 1
 * @param displacement a displacement is present
 */
record AddressForm(boolean sib, int scale, boolean displacement) {

  /** The form of the instruction's ModRM byte; only meaningful where it names memory. */
  static AddressForm of(Instruction instruction) {
    int modRm = instruction.bytes().at(modRmIndex(instruction));
    int mod = modRm >> 6;
    if (instruction.addressBits() == 16) {
      return new AddressForm(false, 1, mod != 0 || (modRm & 7) == 6);
    }
    if ((modRm & 7) != 4) {
      return new AddressForm(false, 1, mod != 0 || (modRm & 7) == 5);
    }
    int sib = instruction.bytes().at(modRmIndex(instruction) + 1);
    return new AddressForm(true, 1 << (sib >> 6), mod != 0 || (sib & 7) == 5);
  }

  /** Index of the ModRM byte in an instruction that has one. */
  static int modRmIndex(Instruction instruction) {
    OpcodeMap map = instruction.encoding().opcode().map();
    int prefixes = instruction.prefixes().length();
    if (map.vex()) {
      return prefixes + (instruction.bytes().at(prefixes) == 0xc4 ? 4 : 3);
    }
    return prefixes + map.escape().size() + 1;
  }

  /** Whether objdump shows the index register that the operand does not have: {@code %riz}. */
  boolean showsMissingIndex(MemoryOperand memory) {
    if (!sib || memory.index() != MemoryOperand.NONE) {
      return false;
    }
    if (memory.base() == MemoryOperand.NONE) {
      return scale != 1 || memory.addressBits() == 32;
    }
    return scale != 1 || (memory.base() & 7) != 4;
  }
}
