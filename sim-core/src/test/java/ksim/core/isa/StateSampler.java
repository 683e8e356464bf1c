package ksim.core.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/** Makes up states in which an instruction touches nothing but the memory of the snapshot. */
final class StateSampler {
  private static final long MIDDLE = Snapshot.MEMORY + Snapshot.MEMORY_BYTES / 2;

  /** Contents of memory, made once by seed. */
  static final int MEMORIES = 64;

  private final SplittableRandom random;

  /** Where the last memory operand with registers points; 0 if there is none. */
  private long target;

  private final List<byte[]> memories = new ArrayList<>();

  StateSampler(SplittableRandom random) {
    this.random = random;
    for (int seed = 0; seed < MEMORIES; seed++) {
      memories.add(Snapshot.memory(seed));
    }
  }

  /** A state for an instruction; empty if these registers cannot be made to point into memory. */
  Optional<Snapshot> sample(Instruction instruction) {
    return sample(instruction, random.nextInt(MEMORIES));
  }

  /** The same with memory made from a seed below {@link #MEMORIES}. */
  Optional<Snapshot> sample(Instruction instruction, int seed) {
    target = 0;
    long[] gpr = new long[16];
    for (int i = 0; i < 16; i++) {
      gpr[i] = Values.any(random);
    }
    gpr[Cpu.RSP] = MIDDLE + 8L * random.nextInt(-32, 32);
    implicitRegisters(instruction, gpr);
    boundBitOffset(instruction, gpr);
    for (Operand operand : instruction.operands()) {
      if (operand instanceof MemoryOperand m
          && !instruction.mnemonic().equals("lea")
          && !instruction.mnemonic().contains("nop")
          && !point(instruction, m, gpr)) {
        return Optional.empty();
      }
    }
    byte[] memory = memories.get(seed);
    if (target != 0 && !pointsWith(instruction, Cpu.RAX) && !pointsWith(instruction, Cpu.RDX)) {
      matchAccumulator(instruction, memory, gpr);
    }
    long status = random.nextLong() & (Flags.STATUS | Flags.DF);
    return Optional.of(new Snapshot(gpr, status | Flags.IF | Flags.FIXED, memory));
  }

  /** CMPXCHG would hardly ever find what it compares with. */
  private void matchAccumulator(Instruction instruction, byte[] memory, long[] gpr) {
    if (instruction.mnemonic().startsWith("cmpxchg") && random.nextBoolean()) {
      ByteBuffer bytes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
      int at = (int) (target - Snapshot.MEMORY);
      boolean pairOfHalves = instruction.mnemonic().equals("cmpxchg8b");
      gpr[Cpu.RAX] = bytes.getLong(at);
      gpr[Cpu.RDX] = pairOfHalves ? bytes.getInt(at + 4) : bytes.getLong(at + 8);
    }
  }

  private void implicitRegisters(Instruction instruction, long[] gpr) {
    switch (instruction.mnemonic()) {
      case "enter", "leave" -> gpr[Cpu.RBP] = MIDDLE + 8L * random.nextInt(-32, 32);
      case "xlatb" -> gpr[Cpu.RBX] = MIDDLE + random.nextInt(-128, 128);
      case "div", "idiv" -> {
        if (random.nextInt(3) != 0) { // else most quotients would not fit
          gpr[Cpu.RDX] = random.nextBoolean() ? 0 : random.nextInt(-3, 3);
        }
      }
      default -> {}
    }
    if (instruction.repeat() != RepeatPrefix.NONE) {
      gpr[Cpu.RCX] = random.nextInt(100);
    }
  }

  /** A bit offset in a register reaches as far as the register's value says. */
  private void boundBitOffset(Instruction instruction, long[] gpr) {
    switch (instruction.mnemonic()) {
      case "bt", "bts", "btr", "btc" -> {
        if (instruction.operands().get(0) instanceof MemoryOperand
            && instruction.operands().get(1) instanceof RegisterOperand offset) {
          gpr[offset.number()] = random.nextInt(-4096, 4096);
        }
      }
      default -> {}
    }
  }

  private boolean point(Instruction instruction, MemoryOperand m, long[] gpr) {
    if (m.base() < 0 && m.index() == MemoryOperand.NONE) {
      return true;
    }
    target = MIDDLE + random.nextInt(-256, 256);
    if (instruction.mnemonic().equals("cmpxchg16b")) {
      target &= -16;
    }
    boolean wide = m.addressBits() == 64;
    long addressMask = wide ? -1 : 0xffff_ffffL;
    long garbage = wide ? 0 : random.nextLong() & ~addressMask;
    if (m.base() >= 0 && isOffset(instruction, m.base())) {
      return false;
    }
    if (m.base() < 0 || m.base() == m.index()) {
      int scale = m.scale() + (m.base() < 0 ? 0 : 1);
      long distance = target - m.displacement();
      distance -= Math.floorMod(distance, (long) scale);
      if (scale == 0 || isOffset(instruction, m.index())) {
        return false;
      }
      gpr[m.index()] = ((distance / scale) & addressMask) | garbage;
    } else {
      long index = m.index() == MemoryOperand.NONE ? 0 : gpr[m.index()] * m.scale();
      gpr[m.base()] = ((target - m.displacement() - index) & addressMask) | garbage;
    }
    long reached =
        (m.base() < 0 ? 0 : gpr[m.base()])
            + (m.index() < 0 ? 0 : gpr[m.index()] * m.scale())
            + m.displacement();
    boolean stackMoved = m.base() == Cpu.RSP && !usable(gpr[Cpu.RSP]);
    return usable(reached & addressMask) && !(stackMoved && usesStack(instruction));
  }

  private static boolean pointsWith(Instruction instruction, int register) {
    return instruction.operands().stream()
        .anyMatch(
            o -> o instanceof MemoryOperand m && (m.base() == register || m.index() == register));
  }

  private static boolean usable(long address) {
    return address >= MIDDLE - 1024 && address < MIDDLE + 1024;
  }

  private static boolean usesStack(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "push", "pop", "enter", "leave" -> true;
      default -> false;
    };
  }

  /** Whether a register is the bit offset of a bit test. */
  private static boolean isOffset(Instruction instruction, int register) {
    return instruction.mnemonic().startsWith("bt")
        && instruction.operands().size() > 1
        && instruction.operands().get(1) instanceof RegisterOperand offset
        && offset.number() == register;
  }
}
