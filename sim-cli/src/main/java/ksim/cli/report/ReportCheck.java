package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.ExpectationCheck;
import ksim.sched.scenario.Safeguard;
import ksim.sched.scenario.ScenarioResult;

/**
 * A question that a report answers with yes or no.
 *
 * @param name what is asked
 * @param failure why it failed; empty where it passed
 */
record ReportCheck(String name, Optional<String> failure) {
  /** Each expectation of a design, then each safeguard that they leave. */
  static List<ReportCheck> of(ScenarioResult result, DesignResult design) {
    Expectation expectation =
        result.scenario().expectations().getOrDefault(design.design(), Expectation.NOTHING);
    List<ReportCheck> checks = new ArrayList<>();
    for (ExpectationCheck check : ExpectationCheck.of(expectation, design)) {
      checks.add(new ReportCheck(check.expected(), check.unmet()));
    }
    for (Safeguard safeguard : Safeguard.of(result.scenario(), design.design())) {
      checks.add(new ReportCheck(safeguard.demand(), safeguard.failure(design)));
    }
    return List.copyOf(checks);
  }
}
