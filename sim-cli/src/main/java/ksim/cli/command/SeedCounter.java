package ksim.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.cli.report.SeedResult;
import ksim.cli.report.SeedTally;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;

/**
 * Counts how the designs of one scenario fare under seeds 1, 2, ... and keeps the first failure of
 * each. Given results in the order of seeds, so that the first one is that of the smallest seed.
 */
final class SeedCounter {
  private final Scenario scenario;
  private final ReplayCommand replay;
  private final List<SeedTally> tallies = new ArrayList<>();
  private boolean unmet;
  private long seed;

  SeedCounter(Scenario scenario, ReplayCommand replay) {
    this.scenario = scenario;
    this.replay = replay;
    scenario
        .designs()
        .forEach(design -> tallies.add(new SeedTally(design.label(), 0, 0, Optional.empty())));
  }

  /** Adds the result under the next seed. */
  void add(ScenarioResult result) {
    seed++;
    unmet |= !result.asExpected();
    for (int i = 0; i < tallies.size(); i++) {
      tallies.set(i, with(tallies.get(i), result, result.designs().get(i)));
    }
  }

  private SeedTally with(SeedTally tally, ScenarioResult result, DesignResult design) {
    boolean failed = !design.unmet().isEmpty() || result.failedUnexpectedly(design);
    Optional<SeedTally.Failure> first = tally.first();
    if (failed && first.isEmpty()) {
      String command = replay.of(scenario, design.design(), seed);
      first = Optional.of(new SeedTally.Failure(seed, design, command));
    }
    return new SeedTally(
        tally.design(), tally.runs() + 1, tally.failed() + (failed ? 1 : 0), first);
  }

  /** Number of seeds so far. */
  long seeds() {
    return seed;
  }

  /** Whether an expectation was not met under any of them. */
  boolean unmet() {
    return unmet;
  }

  SeedResult result() {
    return new SeedResult(scenario, List.copyOf(tallies));
  }
}
