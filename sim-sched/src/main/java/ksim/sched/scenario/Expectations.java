package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
            (metric, bound) ->
                check(metric.id(), bound, MetricValues.of(metric, result)).ifPresent(unmet::add));
    expected
        .measured()
        .forEach(
            (name, bounds) -> {
              Optional<Measurement> found =
                  result.measurements().stream().filter(m -> m.name().equals(name)).findFirst();
              OptionalDouble cycles =
                  found.map(Measurement::cyclesPerRound).orElse(OptionalDouble.empty());
              OptionalDouble overhead =
                  found.map(Measurement::overheadPercent).orElse(OptionalDouble.empty());
              bounds
                  .cyclesPerRound()
                  .flatMap(bound -> check(name + " cycles-per-round", bound, cycles))
                  .ifPresent(unmet::add);
              bounds
                  .overheadPercent()
                  .flatMap(bound -> check(name + " overhead-percent", bound, overhead))
                  .ifPresent(unmet::add);
            });
    return List.copyOf(unmet);
  }

  private static Optional<String> check(String figure, Bound bound, OptionalDouble found) {
    if (found.isEmpty()) {
      return Optional.of(
          "expected %s %s, but this run has no such figure".formatted(figure, describe(bound)));
    }
    return holds(bound, found.getAsDouble())
        ? Optional.empty()
        : Optional.of(
            "expected %s %s, found %s"
                .formatted(figure, describe(bound), number(found.getAsDouble())));
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
