package ksim.core.encoding.asm;

import static ksim.core.encoding.MemoryOperand.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OpcodePattern;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** All interesting operands for an operand pattern: every register, every addressing form. */
final class OperandSamples {
  private static final long[] DISPLACEMENTS = {
    0, 1, -1, 127, 128, -128, -129, 0x12345678, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private final SplittableRandom random;
  private final Map<List<Object>, List<Operand>> made = new HashMap<>();

  OperandSamples(long seed) {
    random = new SplittableRandom(seed);
  }

  List<Operand> of(Encoding encoding, OperandPattern pattern, int operandBits, int vectorBits) {
    int bits = pattern.size().bits(operandBits, 64, vectorBits);
    return switch (pattern.kind()) {
      case E, W, Q -> {
        List<Operand> all = new ArrayList<>();
        if (encoding.opcode().form() != OpcodePattern.Form.MEMORY) {
          all.addAll(registers(pattern, bits, vectorBits));
        }
        if (encoding.opcode().form() != OpcodePattern.Form.REGISTER) {
          all.addAll(memory(bits));
        }
        yield all;
      }
      case G, R, B -> general(bits);
      case Z ->
          encoding.opcode().first() == encoding.opcode().last()
              ? List.of(Registers.general(8, bits))
              : general(bits);
      case M -> memory(bits);
      case I -> immediates(pattern.size(), bits, operandBits);
      case J -> branches(bits);
      case S -> registers(RegisterKind.SEGMENT, 16, 0, 2, 3, 4, 5);
      case C -> registers(RegisterKind.CONTROL, 64, 0, 2, 3, 4, 8);
      case D -> registers(RegisterKind.DEBUG, 64, 0, 1, 2, 3, 6, 7);
      case O -> List.of(absolute(bits, 0x1234_5678_9abc_def0L), absolute(bits, 1L << 31));
      case FIXED_GENERAL -> List.of(Registers.general(pattern.number(), bits));
      case FIXED_SEGMENT -> registers(RegisterKind.SEGMENT, 16, pattern.number());
      case ONE -> List.of(Assembler.imm(1));
      case V, U, H, L, P, N, STI -> registers(pattern, bits, vectorBits);
      case VM -> gathered(encoding.has(Attribute.W1) ? 64 : 32, bits);
      case FIXED_VECTOR -> List.of(Registers.xmm(0));
      case ST -> List.of(Registers.st(0));
      case A, X, Y -> List.of();
    };
  }

  /** One of the samples. */
  Operand any(Encoding encoding, OperandPattern pattern, int operandBits, int vectorBits) {
    List<Operand> all =
        made.computeIfAbsent(
            List.of(encoding, pattern, operandBits, vectorBits),
            key -> of(encoding, pattern, operandBits, vectorBits));
    return all.get(random.nextInt(all.size()));
  }

  /** Whether the operands are never written. */
  static boolean isImplied(OperandPattern pattern) {
    return pattern.kind() == OperandKind.X || pattern.kind() == OperandKind.Y;
  }

  /** Every register that can stand in a place. */
  private static List<Operand> registers(OperandPattern pattern, int bits, int vectorBits) {
    int length = pattern.size().vectorRegisterBits(vectorBits);
    return switch (pattern.kind()) {
      case V, W, U, H, L -> registers(RegisterKind.VECTOR, length, IntStream.range(0, 16));
      case P, Q, N -> registers(RegisterKind.MMX, 64, IntStream.range(0, 8));
      case STI -> registers(RegisterKind.X87, 80, IntStream.range(0, 8));
      default -> general(bits);
    };
  }

  private static List<Operand> registers(RegisterKind kind, int bits, IntStream numbers) {
    return registers(kind, bits, numbers.toArray());
  }

  private List<Operand> gathered(int bits, int indexBits) {
    List<Operand> all = new ArrayList<>();
    for (int number = 0; number < 16; number++) {
      RegisterOperand index = new RegisterOperand(RegisterKind.VECTOR, number, indexBits);
      RegisterOperand base = Registers.general(random.nextInt(16), oneIn(4) ? 32 : 64);
      all.add(Memory.gathered(bits, base, index, scale(), displacement()));
      all.add(new MemoryOperand(bits, 3, NONE, number, 1, displacement(), 64, indexBits));
    }
    return all;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private static List<Operand> general(int bits) {
    List<Operand> all = new ArrayList<>();
    for (int number = 0; number < 16; number++) {
      all.add(Registers.general(number, bits));
    }
    if (bits == 8) {
      for (int number = 0; number < 4; number++) {
        all.add(new RegisterOperand(RegisterKind.HIGH_BYTE, number, 8));
      }
    }
    return all;
  }

  private static List<Operand> registers(RegisterKind kind, int bits, int... numbers) {
    List<Operand> all = new ArrayList<>();
    for (int number : numbers) {
      all.add(new RegisterOperand(kind, number, bits));
    }
    return all;
  }

  private static MemoryOperand absolute(int bits, long address) {
    return new MemoryOperand(bits, 3, NONE, NONE, 1, address, 64);
  }

  private List<Operand> memory(int bits) {
    List<Operand> all = new ArrayList<>();
    all.add(absolute(bits, 0x7fff_ffffL));
    all.add(absolute(bits, -4096));
    all.add(absolute(bits, 16).fs());
    all.add(new MemoryOperand(bits, 3, MemoryOperand.RIP, NONE, 1, displacement(), 64));
    for (int number = 0; number < 16; number++) {
      all.add(Memory.of(bits, Registers.general(number, 64), 0));
      all.add(Memory.of(bits, Registers.general(number, 64), displacement()));
      all.add(Memory.of(bits, Registers.general(number, 32), displacement()));
      all.add(Memory.of(bits, Registers.general(number, 64), index(64), scale(), 0));
      all.add(Memory.of(bits, Registers.general(number, 64), index(64), scale(), displacement()));
      if (number != 4) {
        RegisterOperand index = Registers.general(number, 64);
        all.add(Memory.of(bits, Registers.general(random.nextInt(16), 64), index, scale(), 8));
        all.add(Memory.indexed(bits, index, 2 << random.nextInt(3), displacement()));
      }
    }
    all.add(Memory.of(bits, Registers.RAX, 8).gs());
    all.add(Memory.of(bits, Registers.EBP, Registers.R12D, 4, -8).fs());
    return all;
  }

  private long displacement() {
    return DISPLACEMENTS[random.nextInt(DISPLACEMENTS.length)];
  }

  private int scale() {
    return 1 << random.nextInt(4);
  }

  private RegisterOperand index(int bits) {
    int number = random.nextInt(15);
    return Registers.general(number < 4 ? number : number + 1, bits);
  }

  private static List<Operand> immediates(OperandSize size, int bits, int operandBits) {
    long most = bits == 64 ? Long.MAX_VALUE : (1L << (bits - 1)) - 1;
    List<Long> values = new ArrayList<>(List.of(0L, 1L, -1L, 2L, most, -most - 1));
    boolean zeroExtends = size != OperandSize.S && (bits >= operandBits || size == OperandSize.B);
    if (zeroExtends && bits < 64) {
      values.add(most + 1);
      values.add(2 * most + 1);
    }
    if (bits == 64) {
      values.add(0xffff_ffffL);
      values.add(0x8000_0000L);
    }
    return values.stream().map(v -> (Operand) new ImmediateOperand(v, 0)).toList();
  }

  private static List<Operand> branches(int bits) {
    long most = (1L << (bits - 1)) - 1;
    return List.of(
        new BranchOperand(0, bits),
        new BranchOperand(-5, bits),
        new BranchOperand(most, bits),
        new BranchOperand(-most - 1, bits));
  }
}
