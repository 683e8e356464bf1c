package ksim.cli.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ksim.cli.baseline.ReportFigures.DesignFigures;
import ksim.cli.baseline.ReportFigures.ScenarioFigures;

/**
 * How a run differs from the baseline. Figures are compared where a design completed in both: those
 * of a run that broke off say nothing about cost. A figure that one of the reports has not got, as
 * it may be with reports of different builds, is not compared.
 *
 * <p>A scenario or design that the baseline has and this run has not is a regression, since what no
 * longer runs guards nothing, unless it was left out on purpose.
 *
 * @param differences in the order of this run, what is gone last
 */
public record Comparison(List<Difference> differences) {
  /**
   * Compares.
   *
   * @param leftOut names of scenarios, each with the labels of designs, that exist but were not to
   *     be run
   */
  public static Comparison of(
      ReportFigures baseline,
      ReportFigures run,
      double tolerancePercent,
      Map<String, Set<String>> leftOut) {
    List<Difference> found = new ArrayList<>();
    run.scenarios()
        .forEach(
            (name, after) -> {
              ScenarioFigures before = baseline.scenarios().get(name);
              if (before == null) {
                found.add(new Difference.Added(name, ""));
              } else {
                machine(name, before, after, found);
                designs(name, before, after, tolerancePercent, found);
              }
            });
    baseline
        .scenarios()
        .forEach(
            (name, before) -> gone(name, before, run, leftOut.getOrDefault(name, Set.of()), found));
    return new Comparison(List.copyOf(found));
  }

  private static void machine(
      String scenario, ScenarioFigures before, ScenarioFigures after, List<Difference> found) {
    after
        .machine()
        .forEach(
            (name, value) -> {
              String old = before.machine().getOrDefault(name, value);
              if (!old.equals(value)) {
                found.add(
                    new Difference.Changed(
                        scenario, "", "machine " + name, old, value, Verdict.CHANGED));
              }
            });
  }

  private static void designs(
      String scenario,
      ScenarioFigures before,
      ScenarioFigures after,
      double tolerancePercent,
      List<Difference> found) {
    after
        .designs()
        .forEach(
            (label, now) -> {
              DesignFigures old = before.designs().get(label);
              if (old == null) {
                found.add(new Difference.Added(scenario, label));
              } else if (!old.outcome().equals(now.outcome())) {
                found.add(
                    new Difference.Changed(
                        scenario, label, "outcome", old.outcome(), now.outcome(), turn(old, now)));
              } else if (now.completed()) {
                figures(scenario, label, old, now, tolerancePercent, found);
              }
            });
  }

  private static Verdict turn(DesignFigures before, DesignFigures after) {
    if (before.completed()) {
      return Verdict.REGRESSION;
    }
    return after.completed() ? Verdict.IMPROVEMENT : Verdict.CHANGED;
  }

  private static void figures(
      String scenario,
      String design,
      DesignFigures before,
      DesignFigures after,
      double tolerancePercent,
      List<Difference> found) {
    after
        .values()
        .forEach(
            (figure, now) -> {
              double old = before.values().getOrDefault(figure, now);
              if (old != now) {
                Verdict verdict = figure.judge(old, now, tolerancePercent);
                found.add(new Difference.Moved(scenario, design, figure, old, now, verdict));
              }
            });
  }

  private static void gone(
      String name,
      ScenarioFigures before,
      ReportFigures run,
      Set<String> leftOut,
      List<Difference> found) {
    ScenarioFigures after = run.scenarios().get(name);
    if (after == null) {
      boolean chosen = leftOut.containsAll(before.designs().keySet());
      found.add(new Difference.Gone(name, "", chosen ? Verdict.CHANGED : Verdict.REGRESSION));
      return;
    }
    for (String label : before.designs().keySet()) {
      if (!after.designs().containsKey(label)) {
        Verdict verdict = leftOut.contains(label) ? Verdict.CHANGED : Verdict.REGRESSION;
        found.add(new Difference.Gone(name, label, verdict));
      }
    }
  }

  /** How many differences mean this. */
  public long count(Verdict verdict) {
    return differences.stream().filter(each -> each.verdict() == verdict).count();
  }
}
