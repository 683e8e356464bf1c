package ksim.cli.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options {@code --seed} and {@code --seeds}. */
final class ScheduleOptions {
  /** Largest number of schedules that can be asked for at once. */
  private static final int MOST_SEEDS = 100_000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = {
        "Simulate under the schedule of seed S: timer interrupts come at other,",
        "random but repeatable times, and CPUs start and take turns at others.",
        "0 is the plain schedule."
      })
  private Optional<String> seed = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = {
        "Simulate under the schedules of seeds 1 to N instead, and report for",
        "each design how many failed, and the first with the command that",
        "replays it."
      })
  private Optional<String> seeds = Optional.empty();

  /**
   * The one seed asked for, if any.
   *
   * @throws UsageException if it is no seed
   */
  OptionalLong seed() {
    return seed.map(
            text -> OptionalLong.of(UsageException.number("--seed", text, 0, Long.MAX_VALUE)))
        .orElse(OptionalLong.empty());
  }

  /**
   * The number of seeds asked for, if any.
   *
   * @throws UsageException if it is no number of seeds, or {@code --seed} is given as well
   */
  OptionalInt seeds() {
    if (seeds.isEmpty()) {
      return OptionalInt.empty();
    }
    if (seed.isPresent()) {
      throw new UsageException("--seeds: cannot be combined with --seed; give one of them");
    }
    return OptionalInt.of((int) UsageException.number("--seeds", seeds.get(), 1, MOST_SEEDS));
  }
}
