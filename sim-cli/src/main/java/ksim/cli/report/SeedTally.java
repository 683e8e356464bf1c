package ksim.cli.report;

import java.util.Optional;
import ksim.sched.scenario.DesignResult;

/**
 * How one design has fared under several schedules.
 *
 * @param design its label
 * @param runs number of schedules
 * @param failed how many of them failed: an expectation was not met, or the guest failed where
 *     nothing was expected of its outcome
 * @param first the failure with the smallest seed, if any
 */
public record SeedTally(String design, int runs, int failed, Optional<Failure> first) {
  /**
   * A failure under one schedule.
   *
   * @param seed the schedule
   * @param result what happened
   * @param replay the command line that repeats it
   */
  public record Failure(long seed, DesignResult result, String replay) {}
}
