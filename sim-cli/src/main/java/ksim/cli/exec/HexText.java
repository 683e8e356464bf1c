package ksim.cli.exec;

import java.util.HexFormat;
import ksim.cli.diag.Printable;

/** Numbers and bytes in hexadecimal, as {@code ksim exec} reads and writes them. */
public final class HexText {
  private static final String PREFIX = "0x";
  private static final int SHOWN = 40;

  /** The value of each ASCII character as a hex digit; -1 if it is none. */
  private static final byte[] VALUES = values();

  private HexText() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    for (char c = 0; c < values.length; c++) {
      values[c] = (byte) Character.digit(c, 16);
    }
    return values;
  }

  /** Whether a text begins with {@code 0x}. */
  static boolean isPrefixed(String text) {
    return text.length() > 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x';
  }

  private static String digits(String text) {
    return isPrefixed(text) ? text.substring(2) : text;
  }

  /**
   * A number of up to 64 bits.
   *
   * @param text 1 to 16 hex digits, perhaps behind {@code 0x}
   */
  static long number(String text) throws MalformedValue {
    String digits = digits(text);
    if (digits.isEmpty() || digits.length() > 16 || !isHex(digits)) {
      throw new MalformedValue(
          "found '%s', expected a number of 1 to 16 hex digits".formatted(shown(text)));
    }
    return value(digits, 0, digits.length());
  }

  /**
   * Bytes in the order of memory.
   *
   * @param text two hex digits a byte, perhaps behind {@code 0x}
   */
  static byte[] bytes(String text) throws MalformedValue {
    String digits = digits(text);
    int length = digits.length();
    byte[] bytes = new byte[length / 2];
    int bad = 0;
    for (int i = 0; i < bytes.length; i++) {
      int value = digit(digits, 2 * i) << 4 | digit(digits, 2 * i + 1);
      bytes[i] = (byte) value;
      bad |= value;
    }
    if (length % 2 != 0 || bad < 0) {
      throw malformedBytes(digits);
    }
    return bytes;
  }

  private static MalformedValue malformedBytes(String digits) {
    int bad = firstBad(digits);
    if (bad < digits.length()) {
      return new MalformedValue(
          "found '%s' at digit %d, expected two hex digits a byte"
              .formatted(Printable.of(digits.substring(bad, bad + 1)), bad + 1));
    }
    return new MalformedValue(
        "found %d hex %s, expected an even number: two a byte"
            .formatted(digits.length(), digits.length() == 1 ? "digit" : "digits"));
  }

  /** The value of a hex digit; negative if it is none. */
  private static int digit(String text, int at) {
    char c = text.charAt(at);
    return c < VALUES.length ? VALUES[c] : -1;
  }

  /** The value of some hex digits, which have been checked; at most 16. */
  private static long value(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | digit(text, i);
    }
    return value;
  }

  /**
   * A register's contents, the most significant digit first.
   *
   * @param text exactly so many hex digits, perhaps behind {@code 0x}
   * @param words how many 64-bit words they are; 4 hex digits more make the last word of a register
   *     of 80 bits
   * @return the words, the least significant first
   */
  static long[] register(String text, int words, int digitCount) throws MalformedValue {
    String digits = digits(text);
    if (digits.length() != digitCount || !isHex(digits)) {
      throw new MalformedValue(
          "found '%s'%s, expected %d hex digits, the most significant first"
              .formatted(
                  shown(text),
                  isHex(digits)
                      ? " of %d %s"
                          .formatted(digits.length(), digits.length() == 1 ? "digit" : "digits")
                      : "",
                  digitCount));
    }
    long[] result = new long[words];
    int end = digits.length();
    for (int i = 0; i < words; i++) {
      int start = Math.max(0, end - 16);
      result[i] = value(digits, start, end);
      end = start;
    }
    return result;
  }

  private static boolean isHex(String digits) {
    return firstBad(digits) == digits.length();
  }

  private static int firstBad(String digits) {
    int at = 0;
    while (at < digits.length() && digit(digits, at) >= 0) {
      at++;
    }
    return at;
  }

  private static String shown(String text) {
    return Printable.shortened(text, SHOWN);
  }

  /** Appends a number without leading zeros. */
  static void appendNumber(StringBuilder text, long value, boolean prefixed) {
    if (prefixed) {
      text.append(PREFIX);
    }
    int digits = Math.max(1, 16 - Long.numberOfLeadingZeros(value) / 4);
    appendDigits(text, value, digits);
  }

  /** Appends the low digits of a value. */
  static void appendDigits(StringBuilder text, long value, int digits) {
    text.append(HexFormat.of().toHexDigits(value, digits));
  }

  /** Appends bytes. */
  static void appendBytes(StringBuilder text, byte[] bytes) {
    text.append(HexFormat.of().formatHex(bytes));
  }
}
