package ksim.core.host;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MandatoryPrefix;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.OpcodePattern;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandPattern;

/**
 * Makes up instructions of a given encoding, byte by byte and independently of the assembler:
 * random prefixes, registers, addressing forms and immediates.
 */
public final class InstructionSampler {
  private static final int TRIES = 64;

  /** The value of ModRM.rm that a SIB byte follows. */
  private static final int SIB = 4;

  private static final int[] SEGMENT_PREFIXES = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x64, 0x65};

  private final SplittableRandom random;
  private final CodeMode mode;
  private final byte[] code = new byte[32];
  private int length;
  private int displacementAt;

  /** A sampler of instructions for a mode. */
  public InstructionSampler(SplittableRandom random, CodeMode mode) {
    this.random = random;
    this.mode = mode;
  }

  /** An instruction and its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  public record Sample(byte[] code, Instruction instruction) {}

  /** An instruction of an encoding, or nothing if tries have turned out to be others. */
  public Optional<Sample> sample(Encoding encoding) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Sample> sample = attempt(encoding);
      if (sample.isPresent()) {
        return sample;
      }
    }
    return Optional.empty();
  }

  private Optional<Sample> attempt(Encoding encoding) {
    Arrays.fill(code, (byte) 0);
    length = 0;
    displacementAt = -1;
    boolean memory = chooseMemory(encoding);
    if (encoding.opcode().map().vex()) {
      vexPrefix(encoding, memory);
    } else {
      prefixes(encoding, memory);
    }
    OpcodePattern opcode = encoding.opcode();
    put(opcode.first() + random.nextInt(opcode.last() - opcode.first() + 1));
    if (encoding.hasModRm()) {
      modRm(encoding, memory);
    }
    int immediateAt = length;
    immediate(encoding);
    return decode(encoding)
        .map(first -> placed(first, immediateAt))
        .flatMap(ignored -> decode(encoding))
        .filter(i -> !branchesIntoItself(i))
        .map(i -> new Sample(Arrays.copyOf(code, i.length()), i));
  }

  /** Such a branch might never come to an end. */
  static boolean branchesIntoItself(Instruction instruction) {
    return instruction.operands().stream()
        .anyMatch(
            o ->
                o instanceof BranchOperand branch
                    && branch.displacement() < 0
                    && branch.displacement() >= -instruction.length());
  }

  private Optional<Instruction> decode(Encoding encoding) {
    return Decoder.decode(code, 0, 15, mode) instanceof Instruction i
            && i.encoding().equals(encoding)
        ? Optional.of(i)
        : Optional.empty();
  }

  private void put(int b) {
    code[length++] = (byte) b;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private boolean chooseMemory(Encoding encoding) {
    return switch (encoding.opcode().form()) {
      case MEMORY -> true;
      case REGISTER -> false;
      case BOTH -> oneIn(2);
    };
  }

  private boolean wide() {
    return mode == CodeMode.BITS_64;
  }

  private void segmentPrefix(boolean memory) {
    if (memory ? oneIn(8) : oneIn(40)) {
      put(SEGMENT_PREFIXES[random.nextInt(SEGMENT_PREFIXES.length)]);
    }
  }

  private void prefixes(Encoding encoding, boolean memory) {
    segmentPrefix(memory);
    if (encoding.opcode().prefix() == MandatoryPrefix.P66
        || encoding.has(Attribute.OS16)
        || (encoding.opcode().prefix() != MandatoryPrefix.NONE && oneIn(4))) {
      put(0x66);
    }
    if (oneIn(wide() ? 8 : 16)) {
      put(0x67);
    }
    if (memory && encoding.has(Attribute.LOCK) && oneIn(8)) {
      put(0xf0);
    }
    boolean repeats = encoding.has(Attribute.REP) || encoding.has(Attribute.REPZ);
    if (encoding.opcode().prefix() == MandatoryPrefix.F2 || (repeats && oneIn(3))) {
      put(0xf2);
    } else if (encoding.opcode().prefix() == MandatoryPrefix.F3 || (repeats && oneIn(2))) {
      put(0xf3);
    }
    if (wide()) {
      if (encoding.has(Attribute.OS64)) {
        put(0x48 | random.nextInt(8));
      } else if (!oneIn(3)) {
        put(0x40 | random.nextInt(16));
      }
    }
    encoding.opcode().map().escape().forEach(this::put);
  }

  private void vexPrefix(Encoding encoding, boolean memory) {
    segmentPrefix(memory);
    if (oneIn(wide() ? 8 : 16)) {
      put(0x67);
    }
    int pp =
        switch (encoding.opcode().prefix()) {
          case ANY, NONE, NO_REPEAT -> 0;
          case P66 -> 1;
          case F3 -> 2;
          case F2 -> 3;
        };
    int map = encoding.opcode().map().vexMap();
    int register = oneIn(2) ? 15 : wide() ? random.nextInt(16) : 8 + random.nextInt(8);
    int tail = register << 3 | random.nextInt(2) << 2 | pp;
    if (map == 1 && oneIn(3)) {
      put(0xc5);
      put((wide() ? random.nextInt(2) : 1) << 7 | tail);
    } else {
      put(0xc4);
      put((wide() ? random.nextInt(8) : 7) << 5 | map);
      put(random.nextInt(2) << 7 | tail);
    }
  }

  private void modRm(Encoding encoding, boolean memory) {
    OpcodePattern opcode = encoding.opcode();
    int mod = memory ? random.nextInt(3) : 3;
    int reg = opcode.digit() == OpcodePattern.NONE ? random.nextInt(8) : opcode.digit();
    int rm = opcode.rm() == OpcodePattern.NONE ? random.nextInt(8) : opcode.rm();
    if (encoding.operands().stream().map(OperandPattern::kind).anyMatch(OperandKind.VM::equals)) {
      rm = SIB;
    }
    put(mod << 6 | reg << 3 | rm);
    if (!memory) {
      return;
    }
    boolean disp32 = mod == 2 || (mod == 0 && rm == 5);
    if (rm == SIB) {
      int sib = random.nextInt(256);
      put(sib);
      disp32 |= mod == 0 && (sib & 7) == 5;
    }
    displacementAt = length;
    boolean small = oneIn(2);
    int displacement = small ? random.nextInt(-4096, 4096) : random.nextInt();
    for (int i = 0; i < (mod == 1 ? 1 : disp32 ? 4 : 0); i++) {
      put(displacement >> (8 * i));
    }
  }

  private void immediate(Encoding encoding) {
    boolean address =
        encoding.operands().stream().map(OperandPattern::kind).anyMatch(OperandKind.O::equals);
    long value = address ? Targets.pick(random, 8, false) : Values.any(random);
    if (encoding.mnemonic().equals("enter")) {
      value = random.nextInt(512) | random.nextInt(4) << 16;
    }
    if (encoding.operands().stream().map(OperandPattern::kind).anyMatch(OperandKind.J::equals)) {
      value = branchDistance();
    }
    for (int i = 0; i < 8; i++) {
      code[length + i] = (byte) (value >>> (8 * i));
    }
  }

  /** Within the page of code, or far away, but not back into the instruction itself. */
  private long branchDistance() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt();
      case 1, 2 -> random.nextInt(-128, -16);
      case 3 -> random.nextInt(-Layout.CODE_OFFSET, -16);
      default -> random.nextInt(0, 0x70);
    };
  }

  /** Corrects the displacement of operands without registers to hit the memory. */
  private Instruction placed(Instruction instruction, int immediateAt) {
    for (ksim.core.encoding.Operand operand : instruction.operands()) {
      if (operand instanceof MemoryOperand memory
          && displacementAt >= 0
          && immediateAt - displacementAt == 4
          && memory.index() == MemoryOperand.NONE
          && memory.base() < 0) {
        long relativeTo =
            memory.base() == MemoryOperand.RIP
                ? Layout.CODE + Layout.CODE_OFFSET + instruction.length()
                : 0;
        int bytes = StateSampler.bytes(instruction, memory);
        long target = StateSampler.target(random, instruction, bytes);
        long displacement = target - StateSampler.segmentBase(memory) - relativeTo;
        for (int i = 0; i < 4; i++) {
          code[displacementAt + i] = (byte) (displacement >>> (8 * i));
        }
      }
    }
    return instruction;
  }
}
