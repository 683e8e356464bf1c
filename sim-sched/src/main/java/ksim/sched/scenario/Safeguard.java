package ksim.sched.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is demanded of every run, where its scenario does not state otherwise. */
public enum Safeguard {
  /** The run completes; replaced by an expected outcome. */
  COMPLETION("the run completed"),
  /** No rule is broken; replaced by an expected number of violations. */
  RULES("no rule was broken"),
  /** All page frames of the kernel are accounted for; replaced by nothing. */
  MEMORY("the page frames add up");

  private final String demand;

  Safeguard(String demand) {
    this.demand = demand;
  }

  /** Those that hold for a design of {@code scenario}, by its label. */
  public static List<Safeguard> of(Scenario scenario, String design) {
    Expectation expected = scenario.expectations().getOrDefault(design, Expectation.NOTHING);
    return Arrays.stream(values()).filter(each -> !each.replacedBy(expected)).toList();
  }

  /** Those that {@code result}, of a design of {@code scenario}, did not keep. */
  public static List<Safeguard> unkept(Scenario scenario, DesignResult result) {
    return of(scenario, result.design()).stream()
        .filter(each -> each.failure(result).isPresent())
        .toList();
  }

  /** What is demanded, as a statement. */
  public String demand() {
    return demand;
  }

  private boolean replacedBy(Expectation expected) {
    return switch (this) {
      case COMPLETION -> expected.outcome().isPresent();
      case RULES -> expected.bounds().containsKey(Metric.VIOLATIONS);
      case MEMORY -> false;
    };
  }

  /** A sentence on what {@code result} did instead; empty where it did as demanded. */
  public Optional<String> failure(DesignResult result) {
    return switch (this) {
      case COMPLETION ->
          Optional.of(result.outcome().kind())
              .filter(kind -> kind != OutcomeKind.COMPLETED)
              .map(kind -> "the run ended with " + kind.id());
      case RULES -> result.violations().stream().findFirst().map(first -> broken(result, first));
      case MEMORY -> result.memory().discrepancy();
    };
  }

  private static String broken(DesignResult result, String first) {
    int more = result.violations().size() - 1;
    return "a rule was broken: " + first + (more == 0 ? "" : "; and " + more + " more");
  }
}
