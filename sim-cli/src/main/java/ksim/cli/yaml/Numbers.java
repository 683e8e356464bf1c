package ksim.cli.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them: digits with underscores and a unit. */
final class Numbers {
  /** Units of sizes in bytes. */
  static final Map<String, Long> SIZE_UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("B", 1L),
          Map.entry("KiB", 1L << 10),
          Map.entry("MiB", 1L << 20),
          Map.entry("GiB", 1L << 30),
          Map.entry("KB", 1_000L),
          Map.entry("MB", 1_000_000L),
          Map.entry("GB", 1_000_000_000L));

  /** Units of counts. */
  static final Map<String, Long> COUNT_UNITS =
      Map.of("", 1L, "K", 1_000L, "M", 1_000_000L, "G", 1_000_000_000L);

  /** Units of durations in nanoseconds. */
  static final Map<String, Long> DURATION_UNITS =
      Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);

  private static final Pattern WHOLE =
      Pattern.compile("(?<digits>[+-]?[0-9][0-9_]{0,40}) ?(?<unit>[A-Za-z]{0,3})");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}(\\.[0-9]{1,18})?%?");

  private Numbers() {}

  /**
   * The whole number that {@code text} says, or nothing where it is none or its unit is unknown.
   * What does not fit into a {@code long} becomes the largest or smallest one.
   */
  static OptionalLong whole(String text, Map<String, Long> units) {
    Matcher matcher = WHOLE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    Optional<Long> unit = Optional.ofNullable(units.get(matcher.group("unit")));
    String digits = matcher.group("digits").replace("_", "");
    return unit.map(factor -> OptionalLong.of(product(digits, factor)))
        .orElse(OptionalLong.empty());
  }

  /** Whether {@code text} is a number followed by letters that are none of {@code units}. */
  static boolean hasUnknownUnit(String text, Map<String, Long> units) {
    Matcher matcher = WHOLE.matcher(text);
    return matcher.matches() && !units.containsKey(matcher.group("unit"));
  }

  /** The number that {@code text} says, a percent sign allowed. */
  static OptionalDouble decimal(String text) {
    return DECIMAL.matcher(text).matches()
        ? OptionalDouble.of(new BigDecimal(text.replace("%", "")).doubleValue())
        : OptionalDouble.empty();
  }

  private static long product(String digits, long factor) {
    BigInteger value = new BigInteger(digits).multiply(BigInteger.valueOf(factor));
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
