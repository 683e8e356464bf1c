package ksim.cli.report;

import java.util.Locale;

/** Figures as people read them. */
final class Units {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] COUNTS = {"", "K", "M", "G", "T"};

  private Units() {}

  /** A size in the largest unit that leaves at least 1, such as {@code 1.50 MiB}. */
  static String bytes(long bytes) {
    return scaled(bytes, 1024, BYTES);
  }

  /** A count with four digits at least, such as {@code 9,876} or {@code 12.35 M}. */
  static String count(long count) {
    return Math.abs(count) < 10_000 ? grouped(count) : scaled(count, 1000, COUNTS);
  }

  /** All digits, in groups of three. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A percentage with one decimal. */
  static String percent(double percent) {
    return String.format(Locale.ROOT, "%.1f%%", percent);
  }

  /** A difference in percent with its sign. */
  static String difference(double percent) {
    return String.format(Locale.ROOT, "%+.1f%%", percent);
  }

  /** An address. */
  static String address(long address) {
    return String.format(Locale.ROOT, "0x%016x", address);
  }

  private static String scaled(long value, int step, String[] units) {
    double scaled = value;
    int unit = 0;
    while (Math.abs(scaled) >= step && unit < units.length - 1) {
      scaled /= step;
      unit++;
    }
    if (unit == 0) {
      return value + " " + units[0];
    }
    int decimals = Math.abs(scaled) < 9.995 ? 2 : Math.abs(scaled) < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", scaled, units[unit]);
  }
}
