package ksim.core.encoding.asm;

import java.util.List;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/**
 * Tells whether operands fit operand patterns at an operand size and an address size.
 *
 * @param operandBits operand size: 16, 32 or 64
 * @param addressBits address size: 16, 32 or 64
 * @param vectorBits vector length: 128 or 256
 * @param wide whether the W bit is set: the elements of a gather have 64 bits
 */
record OperandMatcher(int operandBits, int addressBits, int vectorBits, boolean wide) {

  /** The matcher for these operands: a memory operand tells the address size. */
  static OperandMatcher of(Form form, int operandBits, int vectorBits, List<Operand> operands) {
    boolean wide = form.encoding().has(Attribute.W1);
    for (Operand operand : operands) {
      if (operand instanceof MemoryOperand memory) {
        return new OperandMatcher(operandBits, form.addressBits(memory), vectorBits, wide);
      }
    }
    int usual = form.mode().defaultAddressBits();
    return new OperandMatcher(operandBits, usual, vectorBits, wide);
  }

  /** Whether each operand fits its pattern; there are as many of both. */
  boolean matches(List<OperandPattern> patterns, List<Operand> operands) {
    for (int i = 0; i < operands.size(); i++) {
      if (!matches(patterns.get(i), operands.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a place in an encoding can hold this kind of operand at some width. */
  static boolean canHold(OperandKind place, Operand operand) {
    return switch (place) {
      case E, W, Q -> !(operand instanceof ImmediateOperand);
      case M -> operand instanceof MemoryOperand || operand instanceof LabelOperand;
      case O, VM -> operand instanceof MemoryOperand;
      case I -> operand instanceof ImmediateOperand || operand instanceof LabelOperand;
      case ONE -> operand instanceof ImmediateOperand;
      case J -> operand instanceof BranchOperand || operand instanceof LabelOperand;
      default -> operand instanceof RegisterOperand;
    };
  }

  /** The width of an operand. */
  int bits(OperandPattern pattern) {
    return pattern.size().bits(operandBits, addressBits, vectorBits);
  }

  /** Whether the processor sign-extends an immediate to the operand size. */
  boolean isExtended(OperandPattern immediate) {
    return bits(immediate) < operandBits && immediate.size() != OperandSize.B;
  }

  /** By instanceof rather than a switch over types, which is slow before it is compiled. */
  private boolean matches(OperandPattern pattern, Operand operand) {
    if (operand instanceof RegisterOperand register) {
      return register(pattern, register);
    }
    if (operand instanceof MemoryOperand memory) {
      return memory(pattern, memory);
    }
    if (operand instanceof ImmediateOperand immediate) {
      return immediate(pattern, immediate.value());
    }
    if (operand instanceof LabelOperand label) {
      return label(pattern, label);
    }
    return operand instanceof BranchOperand branch
        && pattern.kind() == OperandKind.J
        && fitsSigned(branch.displacement(), bits(pattern));
  }

  private boolean register(OperandPattern pattern, RegisterOperand register) {
    RegisterKind kind = register.kind();
    return switch (pattern.kind()) {
      case E, R, G, B, Z -> isGeneral(kind) && register.bits() == bits(pattern);
      case FIXED_GENERAL ->
          kind == RegisterKind.GENERAL
              && register.bits() == bits(pattern)
              && register.number() == pattern.number();
      case S -> kind == RegisterKind.SEGMENT;
      case FIXED_SEGMENT -> kind == RegisterKind.SEGMENT && register.number() == pattern.number();
      case C -> kind == RegisterKind.CONTROL;
      case D -> kind == RegisterKind.DEBUG;
      case V, W, U, H, L -> isVector(pattern, register);
      case FIXED_VECTOR -> isVector(pattern, register) && register.number() == pattern.number();
      case P, Q, N -> kind == RegisterKind.MMX;
      case ST -> kind == RegisterKind.X87 && register.number() == 0;
      case STI -> kind == RegisterKind.X87;
      default -> false;
    };
  }

  private boolean isVector(OperandPattern pattern, RegisterOperand register) {
    return register.kind() == RegisterKind.VECTOR
        && register.bits() == pattern.size().vectorRegisterBits(vectorBits);
  }

  private static boolean isGeneral(RegisterKind kind) {
    return kind == RegisterKind.GENERAL || kind == RegisterKind.HIGH_BYTE;
  }

  private boolean memory(OperandPattern pattern, MemoryOperand memory) {
    int bits = bits(pattern);
    if (memory.hasVectorIndex()) {
      return pattern.kind() == OperandKind.VM
          && memory.vectorIndexBits() == bits
          && memory.bits() == (wide ? 64 : 32);
    }
    return switch (pattern.kind()) {
      case E, W, Q -> memory.bits() == bits;
      case M -> memory.bits() == bits || memory.bits() == 0 || bits == 0;
      case O ->
          memory.bits() == bits
              && memory.base() == MemoryOperand.NONE
              && memory.index() == MemoryOperand.NONE;
      default -> false;
    };
  }

  /** Without a width a label is a branch target, an address (LEA) or a constant. */
  private boolean label(OperandPattern pattern, LabelOperand label) {
    int bits = bits(pattern);
    return switch (pattern.kind()) {
      case E, W, Q -> label.bits() == bits;
      case M -> label.bits() == bits || label.bits() == 0 || bits == 0;
      case J -> label.bits() == 0;
      case I -> label.bits() == 0 && bits >= Math.min(32, addressBits);
      default -> false;
    };
  }

  private boolean immediate(OperandPattern pattern, long value) {
    if (pattern.kind() == OperandKind.ONE) {
      return value == 1;
    }
    if (pattern.kind() != OperandKind.I) {
      return false;
    }
    int bits = bits(pattern);
    return isExtended(pattern)
        ? fitsSigned(normalized(value), bits)
        : bits == 64 || fitsSigned(value, bits) || value >>> bits == 0;
  }

  /** The value as the signed number that it is at the operand size: 0xffff is -1 in 16 bits. */
  private long normalized(long value) {
    if (operandBits == 64 || fitsSigned(value, operandBits) || value >>> operandBits != 0) {
      return value;
    }
    return (value << (64 - operandBits)) >> (64 - operandBits);
  }

  private static boolean fitsSigned(long value, int bits) {
    return ((value << (64 - bits)) >> (64 - bits)) == value;
  }
}
