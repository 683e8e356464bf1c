package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.ExpectationCheck;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;

/**
 * A question that a report answers with yes or no.
 *
 * @param name what is asked
 * @param failure why it failed; empty where it passed
 */
record ReportCheck(String name, Optional<String> failure) {
  private static final Expectation NOTHING = new Expectation(Optional.empty(), Map.of());

  /**
   * Whether the run of a design completed, where the scenario states no outcome, and whether each
   * expectation is met.
   */
  static List<ReportCheck> of(ScenarioResult result, DesignResult design) {
    Expectation expectation =
        result.scenario().expectations().getOrDefault(design.design(), NOTHING);
    List<ReportCheck> checks = new ArrayList<>();
    if (expectation.outcome().isEmpty()) {
      checks.add(new ReportCheck("the run completed", incomplete(design)));
    }
    List<String> unmet = new ArrayList<>(design.unmet());
    for (ExpectationCheck check : ExpectationCheck.of(expectation, design)) {
      checks.add(new ReportCheck(check.expected(), check.unmet()));
      check.unmet().ifPresent(unmet::remove);
    }
    unmet.forEach(sentence -> checks.add(new ReportCheck(sentence, Optional.of(sentence))));
    return List.copyOf(checks);
  }

  private static Optional<String> incomplete(DesignResult design) {
    OutcomeKind kind = design.outcome().kind();
    return kind == OutcomeKind.COMPLETED
        ? Optional.empty()
        : Optional.of("the run ended with " + kind.id());
  }
}
