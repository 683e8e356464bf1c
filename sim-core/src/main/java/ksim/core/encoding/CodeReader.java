package ksim.core.encoding;

/**
 * A cursor over the bytes of one instruction. Reading past their end yields zeros and is
 * remembered, so that the decoder checks once instead of at each byte.
 */
final class CodeReader {
  /** Longest instruction in bytes (SDM vol. 2, 2.3.11). */
  static final int MAXIMUM_LENGTH = 15;

  private final byte[] bytes;
  private final int start;
  private final int available;
  private final int end;
  private int position;
  private boolean overrun;

  CodeReader(byte[] bytes, int start, int available) {
    this.bytes = bytes;
    this.start = start;
    this.available = available;
    this.end = start + Math.min(available, MAXIMUM_LENGTH);
    this.position = start;
  }

  /** Bytes read so far. */
  int length() {
    return position - start;
  }

  boolean overrun() {
    return overrun;
  }

  /** What the overrun means: the instruction goes on, or is longer than any can be. */
  Decoded shortage() {
    return available >= MAXIMUM_LENGTH ? new TooLong() : new Truncated(available);
  }

  /** The next byte, 0-255, without consuming it. */
  int peek() {
    if (position < end) {
      return bytes[position] & 0xff;
    }
    overrun = true;
    return 0;
  }

  /** The next byte, 0-255. */
  int next() {
    int value = peek();
    if (position < end) {
      position++;
    }
    return value;
  }

  /** The next little-endian value of 8, 16, 32 or 64 bits, zero-extended. */
  long unsigned(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 8) {
      value |= (long) next() << shift;
    }
    return value;
  }

  /** The next little-endian value of 8, 16, 32 or 64 bits, sign-extended. */
  long signed(int bits) {
    return unsigned(bits) << (64 - bits) >> (64 - bits);
  }

  InstructionBytes instructionBytes() {
    return InstructionBytes.of(bytes, start, length());
  }
}
