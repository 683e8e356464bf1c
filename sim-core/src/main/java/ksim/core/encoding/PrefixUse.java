package ksim.core.encoding;

import java.util.Set;

/** Which prefixes of an instruction have an effect that its mnemonic or operands show. */
final class PrefixUse {
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
    return branch() && encoding.opcode().first() == 0xff;
  }

  /** 2E and 3E are branch hints. */
  boolean hint() {
    return encoding.mnemonic().equals("jcc");
  }

  /** F2 is XACQUIRE (HLE): a locked read-modify-write of memory. */
  boolean acquires() {
    return encoding.has(Attribute.LOCK)
        && hasMemory()
        && (instruction.lock() || encoding.mnemonic().equals("xchg"));
  }

  /** F3 is XRELEASE (HLE): as XACQUIRE, and stores by MOV. */
  boolean releases() {
    int opcode = encoding.opcode().first();
    boolean store =
        encoding.opcode().map() == OpcodeMap.ONE_BYTE
            && (opcode == 0x88 || opcode == 0x89 || opcode == 0xc6 || opcode == 0xc7);
    return acquires() || store && hasMemory();
  }

  /** The segment override shows in a memory operand. */
  boolean segment() {
    if (instruction.segmentOverride() == Prefixes.NONE) {
      return false;
    }
    if (encoding.mnemonic().equals("xlatb")) {
      return true;
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
    if (hasMemory()) {
      return true;
    }
    for (OperandPattern pattern : encoding.operands()) {
      if (pattern.size() == OperandSize.A) {
        return true;
      }
    }
    return switch (encoding.mnemonic()) {
      case "jcxz", "jecxz", "jrcxz", "xlatb" -> true;
      case "loop", "loope", "loopne", "monitor", "monitorx" -> !intel;
      default -> false;
    };
  }

  /** The operand-size override shows. */
  boolean operandSize() {
    if (encoding.opcode().prefix() == MandatoryPrefix.P66) {
      return true;
    }
    return !encoding.has(Attribute.F64)
        && (instruction.prefixes().rex() & 8) == 0
        && dependsOnOperandSize(true);
  }

  /** All bits that are set in REX show. */
  boolean rex() {
    int shown = 0;
    boolean byteRegister = false;
    for (int i = 0; i < encoding.operands().size(); i++) {
      OperandPattern pattern = encoding.operands().get(i);
      boolean memory = instruction.operands().get(i) instanceof MemoryOperand;
      switch (pattern.kind()) {
        case E, R, M -> shown |= memory && AddressForm.of(instruction).sib() ? 3 : 1;
        case G, C, D -> shown |= 4;
        case Z -> shown |= 1;
        default -> {}
      }
      byteRegister |=
          pattern.size() == OperandSize.B
              && !memory
              && (pattern.kind() == OperandKind.E
                  || pattern.kind() == OperandKind.G
                  || pattern.kind() == OperandKind.Z);
    }
    if (!encoding.has(Attribute.F64)
        && !encoding.has(Attribute.D64)
        && dependsOnOperandSize(false)) {
      shown |= 8;
    }
    int set = instruction.prefixes().rex() & 15;
    return (set & ~shown) == 0 && (set != 0 || byteRegister);
  }

  private boolean dependsOnOperandSize(boolean sixteen) {
    if (encoding.has(Attribute.OS16)
        || encoding.has(Attribute.OS32)
        || encoding.has(Attribute.OS64)) {
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
      case "nop" -> sixteen && instruction.operands().isEmpty();
      case "fxsave", "fxrstor", "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors" ->
          !sixteen;
      default -> false;
    };
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
