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
    expectation
        .measured()
        .forEach(
            (name, bounds) -> {
              bounds
                  .cyclesPerRound()
                  .ifPresent(
                      bound ->
                          checks.add(
                              measured(
                                  name + " cycles-per-round " + Expectations.describe(bound),
                                  name,
                                  new MeasuredBounds(Optional.of(bound), Optional.empty()),
                                  result)));
              bounds
                  .overheadPercent()
                  .ifPresent(
                      bound ->
                          checks.add(
                              measured(
                                  name + " overhead-percent " + Expectations.describe(bound),
                                  name,
                                  new MeasuredBounds(Optional.empty(), Optional.of(bound)),
                                  result)));
            });
    return List.copyOf(checks);
  }

  private static ExpectationCheck measured(
      String expected, String name, MeasuredBounds single, DesignResult result) {
    return check(
        expected, new Expectation(Optional.empty(), Map.of(), Map.of(name, single)), result);
  }

  private static ExpectationCheck check(String name, Expectation single, DesignResult result) {
    return new ExpectationCheck(name, Expectations.unmet(single, result).stream().findFirst());
  }
}
