package ksim.core.encoding.asm;

import java.util.List;
import java.util.Optional;
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

/** Matches operands against the operand patterns of an encoding at one operand size. */
final class OperandMatcher {
  private final int operandBits;
  private final int addressBits;
  private final Fields fields = new Fields();

  private OperandMatcher(int operandBits, int addressBits) {
    this.operandBits = operandBits;
    this.addressBits = addressBits;
  }

  /** The fields that encode these operands, or nothing where they do not match. */
  static Optional<Fields> match(
      List<OperandPattern> patterns, List<Operand> operands, int operandBits) {
    boolean address32 =
        operands.stream().anyMatch(o -> o instanceof MemoryOperand m && m.addressBits() == 32);
    OperandMatcher matcher = new OperandMatcher(operandBits, address32 ? 32 : 64);
    if (patterns.size() != operands.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < operands.size(); i++) {
      if (!matcher.matches(patterns.get(i), operands.get(i))) {
        return Optional.empty();
      }
    }
    matcher.fields.targetIsMemory = !operands.isEmpty() && isMemory(operands.getFirst());
    return Optional.of(matcher.fields);
  }

  private static boolean isMemory(Operand operand) {
    return operand instanceof MemoryOperand
        || (operand instanceof LabelOperand label && label.bits() != 0);
  }

  private boolean matches(OperandPattern pattern, Operand operand) {
    int bits = width(pattern);
    return switch (operand) {
      case RegisterOperand register -> register(pattern, bits, register);
      case MemoryOperand memory -> memory(pattern, bits, memory);
      case LabelOperand label -> label(pattern, bits, label);
      case ImmediateOperand immediate -> immediate(pattern, bits, immediate.value());
      case BranchOperand branch -> branch(pattern, branch);
    };
  }

  private boolean register(OperandPattern pattern, int bits, RegisterOperand register) {
    RegisterKind kind = register.kind();
    boolean general =
        (kind == RegisterKind.GENERAL || kind == RegisterKind.HIGH_BYTE) && register.bits() == bits;
    return switch (pattern.kind()) {
      case E, R -> {
        if (general) {
          fields.rm = Optional.of(ModRm.ofRegister(fields.number(register)));
        }
        yield general;
      }
      case G -> {
        fields.reg = fields.number(register);
        yield general;
      }
      case B -> {
        fields.vvvv = register.number();
        yield general;
      }
      case Z -> {
        fields.opcodeRegister = fields.number(register);
        yield general;
      }
      case FIXED_GENERAL ->
          general && kind == RegisterKind.GENERAL && register.number() == pattern.number();
      case FIXED_SEGMENT -> kind == RegisterKind.SEGMENT && register.number() == pattern.number();
      case S -> {
        fields.reg = register.number();
        yield kind == RegisterKind.SEGMENT;
      }
      case C -> {
        fields.reg = register.number();
        yield kind == RegisterKind.CONTROL;
      }
      case D -> {
        fields.reg = register.number();
        yield kind == RegisterKind.DEBUG;
      }
      default -> false;
    };
  }

  private boolean memory(OperandPattern pattern, int bits, MemoryOperand memory) {
    return switch (pattern.kind()) {
      case E -> {
        if (memory.bits() != bits) {
          yield false;
        }
        fields.memory(memory);
        yield true;
      }
      case M -> {
        if (memory.bits() != bits && memory.bits() != 0 && bits != 0) {
          yield false;
        }
        fields.memory(memory);
        yield true;
      }
      case O -> {
        if (memory.bits() != bits || !absolute(memory)) {
          yield false;
        }
        fields.address(memory);
        fields.trailing.add(Fields.Trailing.number(memory.displacement(), memory.addressBits()));
        yield true;
      }
      default -> false;
    };
  }

  private static boolean absolute(MemoryOperand memory) {
    return memory.base() == MemoryOperand.NONE && memory.index() == MemoryOperand.NONE;
  }

  private boolean label(OperandPattern pattern, int bits, LabelOperand label) {
    return switch (pattern.kind()) {
      case E, M -> {
        boolean addressOnly = pattern.kind() == OperandKind.M;
        if (label.bits() != bits && !(addressOnly && (bits == 0 || label.bits() == 0))) {
          yield false;
        }
        fields.rm = Optional.of(ModRm.of(label));
        fields.rmLabel = Optional.of(label);
        yield true;
      }
      case J -> {
        fields.trailing.add(Fields.Trailing.label(label, width(pattern), Fixup.Kind.RELATIVE));
        yield label.bits() == 0;
      }
      case I -> {
        boolean extended = bits < operandBits && pattern.size() != OperandSize.B;
        fields.trailing.add(
            Fields.Trailing.label(label, bits, extended ? Fixup.Kind.SIGNED : Fixup.Kind.UNSIGNED));
        yield label.bits() == 0 && bits >= 32;
      }
      default -> false;
    };
  }

  private boolean immediate(OperandPattern pattern, int bits, long value) {
    return switch (pattern.kind()) {
      case ONE -> value == 1;
      case I -> {
        boolean extended = bits < operandBits && pattern.size() != OperandSize.B;
        fields.trailing.add(Fields.Trailing.number(value, bits));
        yield extended
            ? fitsSigned(normalized(value), bits)
            : bits == 64 || fitsSigned(value, bits) || value >>> bits == 0;
      }
      default -> false;
    };
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

  private boolean branch(OperandPattern pattern, BranchOperand branch) {
    if (pattern.kind() != OperandKind.J) {
      return false;
    }
    int bits = width(pattern);
    fields.trailing.add(Fields.Trailing.number(branch.displacement(), bits));
    return fitsSigned(branch.displacement(), bits);
  }

  private int width(OperandPattern pattern) {
    return pattern.size().bits(operandBits, addressBits);
  }
}
