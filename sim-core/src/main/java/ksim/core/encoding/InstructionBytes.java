package ksim.core.encoding;

import java.util.HexFormat;

/**
 * The bytes of one instruction.
 *
 * @param low bytes 0 to 7, little-endian
 * @param high bytes 8 to 14, little-endian
 * @param length how many count, 1-15
 */
public record InstructionBytes(long low, long high, int length) {

  /** Copies the bytes of an instruction. */
  static InstructionBytes of(byte[] bytes, int offset, int length) {
    long low = 0;
    long high = 0;
    for (int i = 0; i < length; i++) {
      long b = bytes[offset + i] & 0xffL;
      if (i < 8) {
        low |= b << (8 * i);
      } else {
        high |= b << (8 * (i - 8));
      }
    }
    return new InstructionBytes(low, high, length);
  }

  /** The byte at an index, 0-255. */
  public int at(int index) {
    return (int) ((index < 8 ? low >>> (8 * index) : high >>> (8 * (index - 8))) & 0xff);
  }

  /** The bytes in hexadecimal, separated by spaces. */
  public String hex() {
    StringBuilder text = new StringBuilder(3 * length);
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : " ").append(HexFormat.of().toHexDigits((byte) at(i)));
    }
    return text.toString();
  }
}
