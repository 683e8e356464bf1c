package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ksim.sched.scenario.Expectation.MeasuredBounds;

/**
 * One thing that a scenario expects of a design, held against a result.
 *
 * @param expected what is expected, such as {@code outcome completed} or {@code saved-percent at
 *     least 85}
 * @param unmet a sentence on what was found instead; empty where it is met
 */
public record ExpectationCheck(String expected, Optional<String> unmet) {
  /** One check for each thing that {@code expectation} states, in the scenario's order. */
  public static List<ExpectationCheck> of(Expectation expectation, DesignResult result) {
    List<ExpectationCheck> checks = new ArrayList<>();
    expectation
        .outcome()
        .ifPresent(
            kind ->
                checks.add(
                    check(
                        "outcome " + kind.id(),
                        new Expectation(Optional.of(kind), Map.of()),
                        result)));
    expectation
        .bounds()
        .forEach(
            (metric, bound) ->
                checks.add(
                    check(
                        metric.id() + " " + Expectations.describe(bound),
                        new Expectation(Optional.empty(), Map.of(metric, bound)),
                        result)));
    expectation.measured().forEach((name, bounds) -> checks.addAll(measured(name, bounds, result)));
    return List.copyOf(checks);
  }

  private static List<ExpectationCheck> measured(
      String name, MeasuredBounds bounds, DesignResult result) {
    List<ExpectationCheck> checks = new ArrayList<>();
    bounds
        .cyclesPerRound()
        .ifPresent(
            bound ->
                checks.add(
                    check(
                        name + " cycles-per-round " + Expectations.describe(bound),
                        single(name, new MeasuredBounds(Optional.of(bound), Optional.empty())),
                        result)));
    bounds
        .overheadPercent()
        .ifPresent(
            bound ->
                checks.add(
                    check(
                        name + " overhead-percent " + Expectations.describe(bound),
                        single(name, new MeasuredBounds(Optional.empty(), Optional.of(bound))),
                        result)));
    return checks;
  }

  private static Expectation single(String name, MeasuredBounds bounds) {
    return new Expectation(Optional.empty(), Map.of(), Map.of(name, bounds));
  }

  private static ExpectationCheck check(String name, Expectation single, DesignResult result) {
    return new ExpectationCheck(name, Expectations.unmet(single, result).stream().findFirst());
  }
}
