package ksim.core.encoding;

import java.util.Set;

/** Which prefixes of an instruction have an effect that its mnemonic or operands show. */
final class PrefixUse {
  private static final Set<String> FIXED_SIZE = Set.of("sysretd", "cmpxchg8b");
  private static final Set<String> BRANCHES = Set.of("call", "jmp", "jcc", "ret");

  private final Instruction instruction;
  private final Encoding encoding;
  private final boolean intel;

  PrefixUse(Instruction instruction, boolean intel) {
    this.instruction = instruction;
    this.encoding = instruction.encoding();
    this.intel = intel;
  }

  /** F3 is REP. */
  boolean string() {
    return encoding.has(Attribute.REP);
  }

  /** F2 is BND (MPX). */
  boolean branch() {
    return BRANCHES.contains(encoding.mnemonic());
  }

  /** 3E is NOTRACK (CET): an indirect near branch. */
  boolean notrack() {
    return branch() && encoding.opcode().first() == 0xff && has(0x3e);
  }

  /** 2E and 3E are branch hints. */
  boolean hint() {
    if (has(0x2e) == has(0x3e)) {
      return false;
    }
    return switch (encoding.mnemonic()) {
      case "jcc", "loop", "loope", "loopne", "jcxz", "jecxz", "jrcxz" -> true;
      default -> false;
    };
  }

  /** F2 is XACQUIRE (HLE): a locked read-modify-write of memory. */
  boolean acquires() {
    return encoding.has(Attribute.LOCK)
        && !encoding.mnemonic().equals("cmpxchg16b")
        && hasMemory()
        && (instruction.lock() || encoding.mnemonic().equals("xchg"));
  }

  /** F3 is XRELEASE (HLE): as XACQUIRE, and stores by MOV. */
  boolean releases() {
    int opcode = encoding.opcode().first();
    boolean store =
        encoding.opcode().map() == OpcodeMap.ONE_BYTE
            && (opcode == 0x88 || opcode == 0x89 || opcode == 0xc6 || opcode == 0xc7);
    boolean effective = instruction.prefixes().repeat() == RepeatPrefix.REP;
    return acquires() || (store && effective && hasMemory());
  }

  /** The segment override shows in a memory operand. */
  boolean segment() {
    if (encoding.mnemonic().equals("xlatb") || hasSourceString()) {
      return true;
    }
    if (instruction.segmentOverride() == Prefixes.NONE) {
      return false;
    }
    for (int i = 0; i < instruction.operands().size(); i++) {
      if (instruction.operands().get(i) instanceof MemoryOperand
          && encoding.operands().get(i).kind() != OperandKind.Y) {
        return true;
      }
    }
    return false;
  }

  /** The address-size override shows. */
  boolean addressSize() {
    for (OperandPattern pattern : encoding.operands()) {
      if (pattern.kind() == OperandKind.O) {
        return false;
      }
      if (pattern.size() == OperandSize.A) {
        return true;
      }
    }
    if (hasMemory()) {
      return instruction.mode() != CodeMode.BITS_16 || hasAddressRegister();
    }
    return switch (encoding.mnemonic()) {
      case "jcxz", "jecxz", "jrcxz", "xlatb" -> true;
      case "loop", "loope", "loopne", "monitor", "monitorx" -> !intel;
      default -> false;
    };
  }

  /** The operand-size override shows. */
  boolean operandSize() {
    MandatoryPrefix prefix = encoding.opcode().prefix();
    if (prefix == MandatoryPrefix.P66
        || prefix == MandatoryPrefix.NO_REPEAT
        || selects66()
        || (intel && hasFarPointer())) {
      return true;
    }
    if (FIXED_SIZE.contains(encoding.mnemonic())) {
      return false;
    }
    boolean long64 = instruction.mode() == CodeMode.BITS_64;
    return !(encoding.has(Attribute.F64) && long64)
        && (instruction.prefixes().rex() & 8) == 0
        && (dependsOnOperandSize(true) || (!long64 && hasSuffixOutside64()));
  }

  /** Outside 64-bit mode the mnemonic tells the operand size of these. */
  private boolean hasSuffixOutside64() {
    return switch (encoding.mnemonic()) {
      case "sgdt", "sidt", "lgdt", "lidt", "ret" -> true;
      default -> false;
    };
  }

  private boolean hasFarPointer() {
    for (OperandPattern pattern : encoding.operands()) {
      if (pattern.size() == OperandSize.P) {
        return true;
      }
    }
    return false;
  }

  /** In Intel syntax objdump ignores REX.W on far branches through memory. */
  private boolean isFarBranch() {
    return encoding.mnemonic().equals("callf") || encoding.mnemonic().equals("jmpf");
  }

  /** Opcodes that objdump chooses by 66, so that it never shows it: NOP, XCHG, BSF and BSR. */
  private boolean selects66() {
    OpcodePattern opcode = encoding.opcode();
    return opcode.prefix() == MandatoryPrefix.ANY
        && ((opcode.map() == OpcodeMap.ONE_BYTE && opcode.first() == 0x90)
            || (opcode.map() == OpcodeMap.MAP_0F
                && (opcode.first() == 0xbc || opcode.first() == 0xbd)));
  }

  /** 66 90 is printed as the exchange of a register with itself, not as NOP. */
  boolean isExchangeOfItself() {
    return encoding.mnemonic().equals("nop")
        && encoding.operands().isEmpty()
        && instruction.prefixes().operandSize();
  }

  /** All bits that are set in REX show. */
  boolean rex() {
    int shown = 0;
    boolean lowByte = false;
    for (int i = 0; i < encoding.operands().size(); i++) {
      OperandPattern pattern = encoding.operands().get(i);
      Operand operand = instruction.operands().get(i);
      switch (pattern.kind()) {
        case E, R, M, W, U, VM ->
            shown |= operand instanceof MemoryOperand && AddressForm.of(instruction).sib() ? 3 : 1;
        case Q ->
            shown |=
                operand instanceof MemoryOperand ? AddressForm.of(instruction).sib() ? 3 : 1 : 0;
        case G, C, D, V -> shown |= 4;
        case Z -> shown |= 1;
        default -> {}
      }
      // SPL, BPL, SIL and DIL need a REX, even one without bits.
      lowByte |=
          operand instanceof RegisterOperand r
              && r.kind() == RegisterKind.GENERAL
              && r.bits() == 8
              && r.number() >= 4
              && r.number() < 8;
    }
    if (showsWide()) {
      shown |= 8;
    }
    int set = instruction.prefixes().rex() & 15;
    return (set & ~shown) == 0 && (set != 0 || lowByte);
  }

  private boolean showsWide() {
    if (isExchangeOfItself()) {
      return true;
    }
    return !encoding.has(Attribute.F64)
        && !encoding.has(Attribute.D64)
        && !(intel && isFarBranch())
        && !encoding.mnemonic().equals("insd")
        && !encoding.mnemonic().equals("outsd")
        && dependsOnOperandSize(false);
  }

  private boolean dependsOnOperandSize(boolean sixteen) {
    if (encoding.has(Attribute.OS16)
        || encoding.has(Attribute.OS32)
        || encoding.has(Attribute.OS64)
        || (!sixteen && (encoding.has(Attribute.W0) || encoding.has(Attribute.W1)))) {
      return true;
    }
    for (OperandPattern pattern : encoding.operands()) {
      switch (pattern.size()) {
        case V, P -> {
          return true;
        }
        case Y -> {
          if (!sixteen) {
            return true;
          }
        }
        case Z -> {
          if (sixteen || pattern.kind() == OperandKind.I) {
            return true;
          }
        }
        default -> {}
      }
    }
    return switch (encoding.mnemonic()) {
      case "enter", "leave", "retf", "push", "pop" -> true;
      case "fldenv", "fnstenv", "frstor", "fnsave" -> sixteen;
      case "fxsave",
          "fxrstor",
          "xsave",
          "xrstor",
          "xsaveopt",
          "xsavec",
          "xsaves",
          "xrstors",
          "pcmpestrm",
          "pcmpestri",
          "sysexit" ->
          !sixteen;
      case "mov" ->
          encoding.opcode().first() == 0x8e
              && instruction.operands().get(1) instanceof RegisterOperand;
      default -> false;
    };
  }

  /** Whether a byte is among the prefixes. */
  boolean has(int prefix) {
    for (int i = 0; i < instruction.prefixes().length(); i++) {
      if (instruction.bytes().at(i) == prefix) {
        return true;
      }
    }
    return false;
  }

  private boolean hasSourceString() {
    for (OperandPattern pattern : encoding.operands()) {
      if (pattern.kind() == OperandKind.X) {
        return true;
      }
    }
    return false;
  }

  private boolean hasAddressRegister() {
    return instruction.operands().stream()
        .anyMatch(o -> o instanceof MemoryOperand m && (m.base() >= 0 || m.index() >= 0));
  }

  private boolean hasMemory() {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof MemoryOperand) {
        return true;
      }
    }
    return false;
  }
}
