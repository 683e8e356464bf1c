package ksim.cli.exec;

import java.math.BigInteger;
import ksim.cli.diag.Printable;

/** Values as the options of {@code ksim exec} take them. */
public final class CommandLineValues {
  private static final int BITS = 64;
  private static final int SHOWN = 40;

  private CommandLineValues() {}

  /** A number of up to 64 bits: hexadecimal behind {@code 0x}, otherwise decimal, perhaps minus. */
  public static long number(String text) throws MalformedValue {
    if (HexText.isPrefixed(text)) {
      return HexText.number(text);
    }
    if (text.matches("-?[0-9]{1,20}")) {
      BigInteger value = new BigInteger(text);
      boolean fits = value.signum() < 0 ? value.bitLength() < BITS : value.bitLength() <= BITS;
      if (fits) {
        return value.longValue();
      }
    }
    throw new MalformedValue(
        "found '%s', expected a number of 64 bits, decimal or as 0x..."
            .formatted(Printable.shortened(text, SHOWN)));
  }

  /** Bytes in hexadecimal; blanks between them do not count. */
  public static byte[] bytes(String text) throws MalformedValue {
    byte[] bytes = HexText.bytes(text.replaceAll("\\s", ""));
    if (bytes.length == 0) {
      throw new MalformedValue("found no bytes, expected at least one");
    }
    return bytes;
  }
}
