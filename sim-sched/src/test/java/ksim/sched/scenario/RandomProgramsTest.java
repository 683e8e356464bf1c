package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every design owes to every program that keeps the rules. */
class RandomProgramsTest {
  private static final int PROGRAMS = 12;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "populate",
        "probe-checked",
        "probe-counter",
        "probe-site",
        "thunk",
        "split",
        "ist-fault"
      })
  void breaksNoRuleAndLosesNoFrame(String id) {
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      DesignResult result = RandomPrograms.scenario(seed).run(TestScenario.design(id));
      String as = "seed " + seed + " " + result.outcome();
      assertThat(result.outcome().kind()).as(as).isEqualTo(OutcomeKind.COMPLETED);
      assertThat(result.violations()).as(as).isEmpty();
      assertThat(result.memory().closes()).as(as).isTrue();
    }
  }

  /** The counter must stay symmetric wherever threads are preempted and interrupts come. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsTheReadCounterSymmetricUnderOtherSchedules(long noise) {
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      DesignResult result =
          RandomPrograms.scenario(seed)
              .run(
                  TestScenario.probing("probe-counter", 1 + (int) (seed % 2)),
                  new RunOptions(noise, false));
      String as = "seed " + seed + " " + result.outcome();
      assertThat(result.outcome().kind()).as(as).isEqualTo(OutcomeKind.COMPLETED);
      assertThat(result.violations()).as(as).isEmpty();
    }
  }
}
