package ksim.core.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of a table, appended in order; integers are little-endian. */
final class TableBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Appends the low bytes of an integer. */
  TableBytes integer(int width, long value) {
    for (int i = 0; i < width; i++) {
      bytes.write((int) (value >>> (Byte.SIZE * i)));
    }
    return this;
  }

  /** Appends one byte after the other. */
  TableBytes bytes(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /** Appends bytes. */
  TableBytes bytes(byte[] values) {
    bytes.write(values, 0, values.length);
    return this;
  }

  /** Appends what other tables' bytes are. */
  TableBytes bytes(TableBytes other) {
    return bytes(other.toArray());
  }

  /** Appends zeros. */
  TableBytes zeros(int count) {
    return bytes(new byte[count]);
  }

  /** Appends letters, filled up with spaces. */
  TableBytes text(String letters, int width) {
    return bytes(
        (letters + " ".repeat(width - letters.length())).getBytes(StandardCharsets.US_ASCII));
  }

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }

  /** What makes a sum of bytes zero: the value of a checksum field that is zero now. */
  static int checksum(byte[] table, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += table[i];
    }
    return -sum & 0xff;
  }
}
