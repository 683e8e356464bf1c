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
import ksim.core.encoding.CodeMode;
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
  private final CodeMode mode;
  private final int registers;
  private final Map<List<Object>, List<Operand>> made = new HashMap<>();

  OperandSamples(long seed, CodeMode mode) {
    random = new SplittableRandom(seed);
    this.mode = mode;
    this.registers = mode == CodeMode.BITS_64 ? 16 : 8;
  }

  List<Operand> of(Encoding encoding, OperandPattern pattern, int operandBits, int vectorBits) {
    int bits = pattern.size().bits(operandBits, mode.defaultAddressBits(), vectorBits);
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
      case C ->
          mode == CodeMode.BITS_64
              ? registers(RegisterKind.CONTROL, 64, 0, 2, 3, 4, 8)
              : registers(RegisterKind.CONTROL, 32, 0, 2, 3, 4);
      case D -> registers(RegisterKind.DEBUG, bits, 0, 1, 2, 3, 6, 7);
      case O -> absolutes(bits);
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
  private List<Operand> registers(OperandPattern pattern, int bits, int vectorBits) {
    int length = pattern.size().vectorRegisterBits(vectorBits);
    return switch (pattern.kind()) {
      case V, W, U, H, L -> registers(RegisterKind.VECTOR, length, IntStream.range(0, registers));
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
    for (int number = 0; number < registers; number++) {
      RegisterOperand index = new RegisterOperand(RegisterKind.VECTOR, number, indexBits);
      int addressBits = mode != CodeMode.BITS_64 || oneIn(4) ? 32 : 64;
      RegisterOperand base = Registers.general(random.nextInt(registers), addressBits);
      all.add(Memory.gathered(bits, base, index, scale(), displacement()));
      int withoutBase = mode == CodeMode.BITS_64 ? 64 : 32;
      all.add(new MemoryOperand(bits, 3, NONE, number, 1, displacement(), withoutBase, indexBits));
    }
    return all;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private List<Operand> general(int bits) {
    List<Operand> all = new ArrayList<>();
    for (int number = 0; number < registers; number++) {
      if (bits != 8 || number < 4 || mode == CodeMode.BITS_64) {
        all.add(Registers.general(number, bits));
      }
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

  private MemoryOperand absolute(int bits, long address) {
    return new MemoryOperand(bits, 3, NONE, NONE, 1, address, mode.defaultAddressBits());
  }

  private List<Operand> absolutes(int bits) {
    return switch (mode) {
      case BITS_64 -> List.of(absolute(bits, 0x1234_5678_9abc_def0L), absolute(bits, 1L << 31));
      case BITS_32 -> List.of(absolute(bits, 0x1234_5678), absolute(bits, 0xf000_0000L));
      case BITS_16 -> List.of(absolute(bits, 0x1234), absolute(bits, 0xf000));
    };
  }

  private List<Operand> memory(int bits) {
    return mode == CodeMode.BITS_64 ? memory64(bits) : memory32(bits);
  }

  private List<Operand> memory32(int bits) {
    List<Operand> all = new ArrayList<>();
    all.add(absolute(bits, 0x7fff));
    all.add(absolute(bits, 16).fs());
    for (int number = 0; number < 8; number++) {
      RegisterOperand base = Registers.general(number, 32);
      all.add(Memory.of(bits, base, displacement()));
      all.add(Memory.of(bits, base, index32(), scale(), displacement()));
      all.add(Memory.indexed(bits, index32(), 2 << random.nextInt(3), displacement()));
      all.add(Memory.of(bits, base, 0).inSegment(random.nextInt(6)));
      all.add(memory16(bits, number));
    }
    return all;
  }

  private MemoryOperand memory16(int bits, int form) {
    int[] base = {3, 3, 5, 5, 6, 7, 5, 3};
    int[] index = {6, 7, 6, 7, NONE, NONE, NONE, NONE};
    int segment = base[form] == 5 ? 2 : 3;
    short displacement = (short) displacement();
    return new MemoryOperand(bits, segment, base[form], index[form], 1, displacement, 16);
  }

  private RegisterOperand index32() {
    int number = random.nextInt(7);
    return Registers.general(number < 4 ? number : number + 1, 32);
  }

  private List<Operand> memory64(int bits) {
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
