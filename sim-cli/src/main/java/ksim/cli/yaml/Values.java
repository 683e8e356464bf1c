package ksim.cli.yaml;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import ksim.cli.diag.Suggestion;

/**
 * Reads single values. What is wrong becomes a problem, and a stand-in is returned so that reading
 * can go on.
 */
final class Values {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final String SIZE_HINT = "units are KiB, MiB, GiB (powers of 1024), KB, MB, GB";

  private final ProblemList problems;

  Values(ProblemList problems) {
    this.problems = problems;
  }

  ProblemList problems() {
    return problems;
  }

  /** Reports what was found and what was expected. */
  void mismatch(YamlNode node, String what, String expected, String hint) {
    problems.add(node, what + ": found " + node.described() + ", expected " + expected, hint);
  }

  /** Free text. */
  String text(YamlNode node, String what) {
    if (node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
      return scalar.text();
    }
    mismatch(node, what, "text", "");
    return "";
  }

  /** A name: a letter, then letters, digits, {@code -} and {@code _}, 64 at most. */
  String name(YamlNode node, String what) {
    if (node instanceof YamlNode.Scalar scalar && NAME.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    mismatch(node, what, "a name of letters, digits, '-' and '_', a letter first, 64 at most", "");
    return "";
  }

  /** A whole number in a range, suffixes K, M, G (powers of 1000) allowed. */
  long count(YamlNode node, String what, long least, long most) {
    return whole(
        node,
        what,
        least,
        most,
        Numbers.COUNT_UNITS,
        "a whole number from " + grouped(least) + " to " + grouped(most),
        "suffixes are K, M, G (powers of 1000)");
  }

  /** A size in bytes in a range. */
  long size(YamlNode node, String what, long least, long most) {
    return whole(
        node,
        what,
        least,
        most,
        Numbers.SIZE_UNITS,
        "a size from " + bytes(least) + " to " + bytes(most),
        SIZE_HINT);
  }

  /** A duration in nanoseconds in a range; it must have a unit. */
  long duration(YamlNode node, String what, long least, long most) {
    return whole(
        node,
        what,
        least,
        most,
        Numbers.DURATION_UNITS,
        "a duration from " + nanos(least) + " to " + nanos(most) + ", such as 50us",
        "units are ns, us, ms, s");
  }

  private static String nanos(long value) {
    if (value % 1_000_000_000 == 0) {
      return value / 1_000_000_000 + "s";
    }
    return value % 1_000 == 0 ? value / 1_000 + "us" : value + "ns";
  }

  private long whole(
      YamlNode node,
      String what,
      long least,
      long most,
      Map<String, Long> units,
      String expected,
      String unitHint) {
    if (node instanceof YamlNode.Scalar scalar) {
      OptionalLong value = Numbers.whole(scalar.text(), units);
      if (value.isPresent() && !scalar.plain()) {
        mismatch(node, what, expected, "remove the quotes");
        return least;
      }
      if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) {
        return value.getAsLong();
      }
      boolean unknown = Numbers.hasUnknownUnit(scalar.text(), units);
      mismatch(node, what, expected, unknown ? unitHint : "");
      return least;
    }
    mismatch(node, what, expected, "");
    return least;
  }

  /** {@code on} or {@code off}. */
  boolean onOff(YamlNode node, String what) {
    return choice(node, what, Map.of("on", true, "off", false), List.of("on", "off")).orElse(false);
  }

  /** One of several names; {@code listed} gives their order in messages. */
  <T> Optional<T> choice(YamlNode node, String what, Map<String, T> byName, List<String> listed) {
    Optional<String> text =
        node instanceof YamlNode.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    Optional<T> value = text.map(byName::get);
    if (value.isEmpty()) {
      String hint =
          text.flatMap(found -> Suggestion.nearest(found, listed))
              .map(near -> "did you mean '" + near + "'?")
              .orElse("");
      mismatch(node, what, "one of " + String.join(", ", listed), hint);
    }
    return value;
  }

  /** The items of a list; none, and a problem, where {@code node} is no list or an empty one. */
  List<YamlNode> items(YamlNode node, String what, String item) {
    if (node instanceof YamlNode.Sequence sequence && !sequence.items().isEmpty()) {
      return sequence.items();
    }
    boolean list = node instanceof YamlNode.Sequence;
    mismatch(
        node,
        what,
        "a list, each item " + item,
        list ? "" : "write [ ... ] or one line '- ...' for each item");
    return List.of();
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String bytes(long value) {
    if (value >= 1 << 30 && value % (1 << 30) == 0) {
      return (value >> 30) + "GiB";
    }
    if (value >= 1 << 20 && value % (1 << 20) == 0) {
      return (value >> 20) + "MiB";
    }
    return value >= 1 << 10 && value % (1 << 10) == 0 ? (value >> 10) + "KiB" : value + "B";
  }
}
