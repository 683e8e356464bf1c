package ksim.cli.boot;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory as people write them: {@code 256M}, {@code 1GiB}; a number alone means MiB. */
public final class MemorySize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([KMGkmg]?)(i?[Bb])?");

  private MemorySize() {}

  /** The size in bytes, or nothing if the text is none. */
  public static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || (matcher.group(2).isEmpty() && matcher.group(3) != null)) {
      return OptionalLong.empty();
    }
    int shift =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 10;
          case "G" -> 30;
          default -> 20;
        };
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << shift);
  }

  /** A size for people, in the largest unit that divides it. */
  public static String text(long bytes) {
    int unit = Math.min(30, Long.numberOfTrailingZeros(bytes) / 10 * 10);
    String name =
        switch (unit) {
          case 30 -> "GiB";
          case 20 -> "MiB";
          case 10 -> "KiB";
          default -> "bytes";
        };
    return (bytes >>> unit) + " " + name;
  }
}
