package ksim.core.firmware;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Terms of ACPI's machine language, as bytes (ACPI specification 6.4, chapter 20). */
final class Aml {
  private static final int NAME = 0x08;
  private static final int BYTE = 0x0a;
  private static final int WORD = 0x0b;
  private static final int DWORD = 0x0c;
  private static final int STRING = 0x0d;
  private static final int SCOPE = 0x10;
  private static final int BUFFER = 0x11;
  private static final int PACKAGE = 0x12;
  private static final int EXTENDED = 0x5b;
  private static final int DEVICE = 0x82;

  private static final int NAME_LETTERS = 4;

  /** Largest package length that fits into one byte. */
  private static final int SHORT_LENGTH = 63;

  private Aml() {}

  /** Some terms after each other. */
  static TableBytes list(TableBytes... terms) {
    TableBytes all = new TableBytes();
    Arrays.stream(terms).forEach(all::bytes);
    return all;
  }

  /** {@code Name (name, value)}. */
  static TableBytes name(String name, TableBytes value) {
    return new TableBytes().bytes(NAME).bytes(nameString(name)).bytes(value);
  }

  /** {@code Scope (name) { body }}. */
  static TableBytes scope(String name, TableBytes body) {
    return new TableBytes().bytes(SCOPE).bytes(packaged(nameString(name).bytes(body)));
  }

  /** {@code Device (name) { body }}. */
  static TableBytes device(String name, TableBytes body) {
    return new TableBytes().bytes(EXTENDED, DEVICE).bytes(packaged(nameString(name).bytes(body)));
  }

  /** An integer of up to 32 bits, in its shortest form. */
  static TableBytes integer(long value) {
    if (value == 0 || value == 1) {
      return new TableBytes().bytes((int) value);
    }
    if (value <= 0xff) {
      return new TableBytes().bytes(BYTE).integer(1, value);
    }
    return value <= 0xffff
        ? new TableBytes().bytes(WORD).integer(2, value)
        : new TableBytes().bytes(DWORD).integer(4, value);
  }

  /** A string. */
  static TableBytes string(String text) {
    return new TableBytes().bytes(STRING).bytes(text.getBytes(StandardCharsets.US_ASCII)).bytes(0);
  }

  /** {@code Package () { elements }}. */
  static TableBytes packageOf(TableBytes... elements) {
    return new TableBytes()
        .bytes(PACKAGE)
        .bytes(packaged(new TableBytes().bytes(elements.length).bytes(list(elements))));
  }

  /** {@code ResourceTemplate () { descriptors }}, with the end tag. */
  static TableBytes resources(TableBytes... descriptors) {
    TableBytes template = list(descriptors).bytes(0x79, 0);
    return new TableBytes().bytes(BUFFER).bytes(packaged(integer(template.size()).bytes(template)));
  }

  /**
   * {@code EisaId (id)}: three letters and four hexadecimal digits in 32 bits (section 19.3.4).
   *
   * @param id such as PNP0A03
   */
  static TableBytes eisaId(String id) {
    int letters = 0;
    for (int i = 0; i < 3; i++) {
      letters = letters << 5 | (id.charAt(i) - '@');
    }
    int product = Integer.parseInt(id.substring(3), 16);
    return integer(Integer.toUnsignedLong(Integer.reverseBytes(letters << Short.SIZE | product)));
  }

  /** A name with a root prefix if it has one, each segment filled up to four letters. */
  private static TableBytes nameString(String name) {
    boolean root = name.startsWith("\\");
    String segment = root ? name.substring(1) : name;
    return new TableBytes()
        .text(root ? "\\" : "", root ? 1 : 0)
        .bytes(
            (segment + "_".repeat(NAME_LETTERS - segment.length()))
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Puts the package length, which counts itself, before a body. */
  private static TableBytes packaged(TableBytes body) {
    if (body.size() + 1 <= SHORT_LENGTH) {
      return new TableBytes().bytes(body.size() + 1).bytes(body);
    }
    int following = body.size() + 2 < 1 << 12 ? 1 : 2;
    int length = body.size() + 1 + following;
    return new TableBytes()
        .bytes(following << 6 | (length & 0xf))
        .integer(following, length >>> 4)
        .bytes(body);
  }
}
