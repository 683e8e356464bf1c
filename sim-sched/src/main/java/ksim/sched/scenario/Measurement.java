package ksim.sched.scenario;

import java.util.OptionalDouble;

/**
 * What a {@code measure} operation of a program has measured, all threads together.
 *
 * @param name its name
 * @param rounds rounds of the loop that ended
 * @param cycles core cycles that its threads spent in them on a CPU
 * @param overheadPercent cycles a round more than under {@code populate}, in percent; empty where
 *     either has no figure
 */
public record Measurement(String name, long rounds, long cycles, OptionalDouble overheadPercent) {
  /** Core cycles a round; empty where no round has ended. */
  public OptionalDouble cyclesPerRound() {
    return rounds == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) cycles / rounds);
  }
}
