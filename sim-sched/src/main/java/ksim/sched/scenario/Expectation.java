package ksim.sched.scenario;

import java.util.Map;
import java.util.Optional;

/**
 * What a scenario expects of one design.
 *
 * @param outcome expected kind of outcome, if stated
 * @param bounds expected ranges of figures, by their name in the scenario file, in file order
 * @param measured expected ranges of measurements, by the name of the measurement, in file order
 */
public record Expectation(
    Optional<OutcomeKind> outcome,
    Map<Metric, Bound> bounds,
    Map<String, MeasuredBounds> measured) {
  /** No expectation. */
  public static final Expectation NOTHING = new Expectation(Optional.empty(), Map.of());

  /** Nothing about measurements. */
  public Expectation(Optional<OutcomeKind> outcome, Map<Metric, Bound> bounds) {
    this(outcome, bounds, Map.of());
  }

  /**
   * Expected ranges of one measurement.
   *
   * @param cyclesPerRound of the cycles a round, if stated
   * @param overheadPercent of the overhead against {@code populate}, if stated
   */
  public record MeasuredBounds(Optional<Bound> cyclesPerRound, Optional<Bound> overheadPercent) {}
}
