package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Holds a result against what its scenario expects. */
final class Expectations {
  private Expectations() {}

  /**
   * One sentence for each expectation that {@code result} does not meet, in the scenario's order.
   */
  static List<String> unmet(Expectation expected, DesignResult result) {
    List<String> unmet = new ArrayList<>();
    expected
        .outcome()
        .filter(kind -> kind != result.outcome().kind())
        .ifPresent(
            kind ->
                unmet.add(
                    "expected outcome %s, found %s"
                        .formatted(kind.id(), result.outcome().kind().id())));
    expected
        .bounds()
        .forEach(
            (metric, bound) -> {
              OptionalDouble found = MetricValues.of(metric, result);
              if (found.isEmpty()) {
                unmet.add(
                    "expected %s %s, but this run has no such figure"
                        .formatted(metric.id(), describe(bound)));
              } else if (!holds(bound, found.getAsDouble())) {
                unmet.add(
                    "expected %s %s, found %s"
                        .formatted(metric.id(), describe(bound), number(found.getAsDouble())));
              }
            });
    return List.copyOf(unmet);
  }

  private static boolean holds(Bound bound, double value) {
    return (bound.atLeast().isEmpty() || value >= bound.atLeast().getAsDouble())
        && (bound.atMost().isEmpty() || value <= bound.atMost().getAsDouble());
  }

  /** A range in words, such as {@code at least 85}. */
  static String describe(Bound bound) {
    if (bound.atLeast().equals(bound.atMost())) {
      return "of " + number(bound.atLeast().orElseThrow());
    }
    List<String> ends = new ArrayList<>();
    bound.atLeast().ifPresent(value -> ends.add("at least " + number(value)));
    bound.atMost().ifPresent(value -> ends.add("at most " + number(value)));
    return String.join(" and ", ends);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
