package ksim.cli.gdb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The parts of a packet, from the left. */
final class PacketText {
  private static final int LONGEST_NUMBER = 16;

  private final String text;
  private int at;

  PacketText(String text) {
    this.text = text;
  }

  /** Whether nothing is left. */
  boolean isEmpty() {
    return at == text.length();
  }

  /** Takes a character away if it is the next one. */
  boolean skip(char wanted) {
    boolean found = !isEmpty() && text.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  /** Takes a character away that must be the next one. */
  void expect(char wanted) throws MalformedPacket {
    if (!skip(wanted)) {
      throw new MalformedPacket("no '" + wanted + "' at " + at);
    }
  }

  /** The next character. */
  char next() throws MalformedPacket {
    if (isEmpty()) {
      throw new MalformedPacket("too short");
    }
    return text.charAt(at++);
  }

  /** A number of one to sixteen hex digits. */
  long number() throws MalformedPacket {
    int start = at;
    while (!isEmpty() && HexFormat.isHexDigit(text.charAt(at))) {
      at++;
    }
    if (at == start || at - start > LONGEST_NUMBER) {
      throw new MalformedPacket("no number at " + start);
    }
    return HexFormat.fromHexDigitsToLong(text, start, at);
  }

  /**
   * A number that fits an array.
   *
   * @param most the largest that makes sense
   */
  int count(int most) throws MalformedPacket {
    long count = number();
    if (count < 0 || count > most) {
      throw new MalformedPacket("a count of " + Long.toUnsignedString(count));
    }
    return (int) count;
  }

  /** All that is left. */
  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  /** All that is left, as hex digits in pairs. */
  String hexRest() throws MalformedPacket {
    String rest = rest();
    if (rest.length() % 2 != 0 || !rest.chars().allMatch(HexFormat::isHexDigit)) {
      throw new MalformedPacket("not hexadecimal");
    }
    return rest;
  }

  /** Bytes that gdb shows as text, in hexadecimal. */
  static String hex(String shown) {
    return HexFormat.of().formatHex(shown.getBytes(StandardCharsets.UTF_8));
  }
}
