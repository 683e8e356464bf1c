package ksim.core.encoding;

import java.util.List;
import java.util.SplittableRandom;

/** Random byte strings, a share of which begin like instructions of the table. */
final class RandomCode {
  private static final int[] PREFIXES = {
    0x66, 0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65
  };

  private final SplittableRandom random;
  private final List<Encoding> encodings =
      InstructionTable.standard().encodings().stream()
          .filter(e -> !e.has(Attribute.UNLISTED))
          .toList();

  RandomCode(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Fifteen bytes. */
  byte[] next() {
    return next(4);
  }

  /** Fifteen bytes that mostly begin without prefixes, but for those of their opcode. */
  byte[] nextPlain() {
    return next(0);
  }

  private byte[] next(int prefixes) {
    byte[] bytes = new byte[CodeReader.MAXIMUM_LENGTH];
    random.nextBytes(bytes);
    if (random.nextInt(3) != 0) {
      shape(bytes, prefixes);
    }
    return bytes;
  }

  private void shape(byte[] bytes, int prefixes) {
    Encoding encoding = encodings.get(random.nextInt(encodings.size()));
    OpcodePattern opcode = encoding.opcode();
    int at = 0;
    for (int i = random.nextInt(4 + prefixes) - 4; i > 0; i--) {
      bytes[at++] = (byte) PREFIXES[random.nextInt(PREFIXES.length)];
    }
    if (random.nextInt(8) != 0) {
      switch (opcode.prefix()) {
        case P66 -> bytes[at++] = 0x66;
        case F2 -> bytes[at++] = (byte) 0xf2;
        case F3 -> bytes[at++] = (byte) 0xf3;
        case ANY, NONE, NO_REPEAT -> {}
      }
    }
    if (opcode.map().vex()) {
      int pp =
          switch (opcode.prefix()) {
            case P66 -> 1;
            case F3 -> 2;
            case F2 -> 3;
            case ANY, NONE, NO_REPEAT -> 0;
          };
      at = 0;
      bytes[at++] = (byte) 0xc4;
      bytes[at] = (byte) ((bytes[at++] & 0xe0) | opcode.map().vexMap());
      bytes[at] = (byte) ((bytes[at++] & (random.nextInt(4) == 0 ? 0xfc : 0xf8)) | pp);
    } else {
      if (random.nextBoolean()) {
        bytes[at++] = (byte) (0x40 | random.nextInt(16));
      }
      for (int escape : opcode.map().escape()) {
        bytes[at++] = (byte) escape;
      }
    }
    bytes[at++] = (byte) (opcode.first() + random.nextInt(opcode.last() - opcode.first() + 1));
    if (opcode.digit() != OpcodePattern.NONE && random.nextInt(4) != 0) {
      bytes[at] = (byte) ((bytes[at] & 0xc7) | (opcode.digit() << 3));
      if (opcode.rm() != OpcodePattern.NONE) {
        bytes[at] = (byte) ((bytes[at] & 0x38) | 0xc0 | opcode.rm());
      }
    }
  }
}
