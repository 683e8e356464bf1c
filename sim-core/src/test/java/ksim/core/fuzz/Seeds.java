package ksim.core.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;

/** Code to start a fuzzer from: an instruction of each encoding, found by trying opcodes. */
final class Seeds {
  private static final int AT_ONCE = 12;
  private static final String[] PREFIXES = {"", "66", "f3", "f2", "f048", "48"};
  private static final String[] MAPS = {"", "0f", "0f38", "0f3a", "c4e141", "c4e27d", "c4e371"};
  private static final int[] MODRM = {0x03, 0xc1, 0x4b, 0x13, 0x1b, 0x23, 0x2b, 0x33, 0x3b, 0xf8};

  private Seeds() {}

  /** Pieces of 64-bit code with some encodings each; all encodings that were found are in them. */
  static Stream<byte[]> code() {
    List<byte[]> instructions = instructions();
    List<byte[]> pieces = new ArrayList<>();
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (int i = 0; i < instructions.size(); i++) {
      piece.writeBytes(instructions.get(i));
      if (i % AT_ONCE == AT_ONCE - 1 || i == instructions.size() - 1) {
        pieces.add(piece.toByteArray());
        piece.reset();
      }
    }
    return pieces.stream();
  }

  private static List<byte[]> instructions() {
    Set<Encoding> seen = new HashSet<>();
    List<byte[]> instructions = new ArrayList<>();
    for (String prefix : PREFIXES) {
      for (String map : MAPS) {
        byte[] head = HexFormat.of().parseHex(prefix + map);
        for (int opcode = 0; opcode < 256; opcode++) {
          for (int modRm : MODRM) {
            byte[] bytes = Arrays.copyOf(head, head.length + 12);
            bytes[head.length] = (byte) opcode;
            bytes[head.length + 1] = (byte) modRm;
            if (Decoder.decode(bytes, 0, bytes.length, CodeMode.BITS_64)
                    instanceof Instruction instruction
                && seen.add(instruction.encoding())) {
              instructions.add(Arrays.copyOf(bytes, instruction.length()));
            }
          }
        }
      }
    }
    return instructions;
  }
}
