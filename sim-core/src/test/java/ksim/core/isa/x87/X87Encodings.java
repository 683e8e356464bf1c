package ksim.core.isa.x87;

import java.util.ArrayList;
import java.util.List;

/** Bytes of every x87 instruction; memory operands are at RSI. */
final class X87Encodings {
  private static final int RSI = 6;

  private X87Encodings() {}

  /** All opcodes with all values of ModRM that differ, and the forms with 16-bit operand size. */
  static List<byte[]> all() {
    List<byte[]> codes = new ArrayList<>();
    codes.add(new byte[] {(byte) 0x9b});
    for (int opcode = 0xd8; opcode <= 0xdf; opcode++) {
      for (int digit = 0; digit < 8; digit++) {
        codes.add(new byte[] {(byte) opcode, (byte) (digit << 3 | RSI)});
        codes.add(new byte[] {0x66, (byte) opcode, (byte) (digit << 3 | RSI)});
      }
      for (int modRm = 0xc0; modRm <= 0xff; modRm++) {
        codes.add(new byte[] {(byte) opcode, (byte) modRm});
      }
    }
    return codes;
  }
}
