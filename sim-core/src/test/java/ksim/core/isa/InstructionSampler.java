package ksim.core.isa;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.Attribute;
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
final class InstructionSampler {
  private final SplittableRandom random;
  private final byte[] code = new byte[32];
  private int length;
  private int displacementAt;

  InstructionSampler(SplittableRandom random) {
    this.random = random;
  }

  /** An instruction and its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  record Sample(byte[] code, Instruction instruction) {}

  /** An instruction of an encoding, or nothing if the bytes turn out to be another one. */
  Optional<Sample> sample(Encoding encoding) {
    length = 0;
    displacementAt = -1;
    boolean memory = chooseMemory(encoding);
    if (encoding.opcode().map().vex()) {
      vexPrefix(encoding);
    } else {
      prefixes(encoding, memory);
    }
    OpcodePattern opcode = encoding.opcode();
    put(opcode.first() + random.nextInt(opcode.last() - opcode.first() + 1));
    if (encoding.hasModRm()) {
      modRm(opcode, memory);
    }
    int immediateAt = length;
    immediate(encoding);
    return decode(encoding)
        .map(first -> placed(first, immediateAt))
        .flatMap(ignored -> decode(encoding))
        .map(i -> new Sample(Arrays.copyOf(code, i.length()), i));
  }

  private Optional<Instruction> decode(Encoding encoding) {
    return Decoder.decode(code, 0, 15, CodeMode.BITS_64) instanceof Instruction i
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

  private void prefixes(Encoding encoding, boolean memory) {
    if (encoding.opcode().prefix() == MandatoryPrefix.P66
        || encoding.has(Attribute.OS16)
        || (encoding.opcode().prefix() != MandatoryPrefix.NONE && oneIn(4))) {
      put(0x66);
    }
    if (oneIn(8)) {
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
    if (encoding.has(Attribute.OS64)) {
      put(0x48 | random.nextInt(8));
    } else if (!oneIn(3)) {
      put(0x40 | random.nextInt(16));
    }
    encoding.opcode().map().escape().forEach(this::put);
  }

  private void vexPrefix(Encoding encoding) {
    int pp =
        switch (encoding.opcode().prefix()) {
          case ANY, NONE, NO_REPEAT -> 0;
          case P66 -> 1;
          case F3 -> 2;
          case F2 -> 3;
        };
    boolean usesVvvv =
        encoding.operands().stream()
            .map(OperandPattern::kind)
            .anyMatch(k -> k == OperandKind.B || k == OperandKind.H);
    put(0xc4);
    put(random.nextInt(8) << 5 | encoding.opcode().map().vexMap());
    int length =
        encoding.has(Attribute.L0) ? 0 : encoding.has(Attribute.L1) ? 1 : random.nextInt(2);
    int vvvv = usesVvvv ? random.nextInt(16) : 15;
    put(random.nextInt(2) << 7 | vvvv << 3 | length << 2 | pp);
  }

  private void modRm(OpcodePattern opcode, boolean memory) {
    int mod = memory ? random.nextInt(3) : 3;
    int reg = opcode.digit() == OpcodePattern.NONE ? random.nextInt(8) : opcode.digit();
    int rm = opcode.rm() == OpcodePattern.NONE ? random.nextInt(8) : opcode.rm();
    put(mod << 6 | reg << 3 | rm);
    if (!memory) {
      return;
    }
    boolean wide = mod == 2 || (mod == 0 && rm == 5);
    if (rm == 4) {
      int sib = random.nextInt(256);
      put(sib);
      wide |= mod == 0 && (sib & 7) == 5;
    }
    displacementAt = length;
    for (int i = mod == 1 ? 1 : wide ? 4 : 0; i > 0; i--) {
      put(random.nextInt(256));
    }
  }

  private void immediate(Encoding encoding) {
    boolean address =
        encoding.operands().stream().map(OperandPattern::kind).anyMatch(OperandKind.O::equals);
    long value = address ? placeOfData() : Values.any(random);
    if (encoding.mnemonic().equals("enter")) {
      value = random.nextInt(512) | random.nextInt(4) << 16;
    }
    for (int i = 0; i < 8; i++) {
      code[length + i] = (byte) (value >>> (8 * i));
    }
  }

  /** An address in the middle of the memory, so that elements around it can be touched. */
  private long placeOfData() {
    return Snapshot.MEMORY + Snapshot.MEMORY_BYTES / 2 + random.nextInt(512) - 256;
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
            memory.base() == MemoryOperand.RIP ? Snapshot.CODE + instruction.length() : 0;
        long displacement = placeOfData() / 16 * 16 - relativeTo;
        for (int i = 0; i < 4; i++) {
          code[displacementAt + i] = (byte) (displacement >>> (8 * i));
        }
      }
    }
    return instruction;
  }
}
