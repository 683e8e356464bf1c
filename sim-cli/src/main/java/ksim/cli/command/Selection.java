package ksim.cli.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ksim.cli.diag.Suggestion;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Scenario;
import ksim.sched.stack.StackDesign;

/** Scenarios changed by options. */
final class Selection {
  private Selection() {}

  /** {@code scenario} with another way of counting cycles. */
  static Scenario withTiming(Scenario scenario, TimingLevel timing) {
    return with(scenario, scenario.machine().withTiming(timing), scenario.designs());
  }

  /** {@code scenario} on another core. */
  static Scenario withCore(Scenario scenario, String core) {
    return with(scenario, scenario.machine().withCore(core), scenario.designs());
  }

  /** Says which of {@code wanted} is a design of none of {@code scenarios}, if any. */
  static Optional<String> unknown(List<Scenario> scenarios, List<String> wanted) {
    List<String> known =
        scenarios.stream()
            .flatMap(scenario -> scenario.designs().stream())
            .flatMap(design -> Stream.of(design.id(), design.label()))
            .distinct()
            .toList();
    return wanted.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(
            name ->
                "found '"
                    + name
                    + "', which is no design of these scenarios; "
                    + Suggestion.hint(name, known));
  }

  /** The scenarios that have one of the designs {@code wanted}, each with those only. */
  static List<Scenario> withDesigns(List<Scenario> scenarios, List<String> wanted) {
    return scenarios.stream()
        .map(scenario -> with(scenario, scenario.machine(), matching(scenario, wanted)))
        .filter(scenario -> !scenario.designs().isEmpty())
        .toList();
  }

  /** The labels of designs of {@code all} that {@code selected} has not, by scenario. */
  static Map<String, Set<String>> leftOut(List<Scenario> all, List<Scenario> selected) {
    Map<String, Set<String>> labels = new HashMap<>();
    for (Scenario scenario : all) {
      labels.put(scenario.name(), labels(scenario));
    }
    for (Scenario scenario : selected) {
      labels.getOrDefault(scenario.name(), new HashSet<>()).removeAll(labels(scenario));
    }
    return labels;
  }

  private static Set<String> labels(Scenario scenario) {
    return scenario.designs().stream()
        .map(StackDesign::label)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<StackDesign> matching(Scenario scenario, List<String> wanted) {
    return scenario.designs().stream()
        .filter(design -> wanted.contains(design.id()) || wanted.contains(design.label()))
        .toList();
  }

  private static Scenario with(Scenario scenario, MachineSpec machine, List<StackDesign> designs) {
    return new Scenario(
        scenario.name(),
        scenario.description(),
        machine,
        designs,
        scenario.threads(),
        scenario.programs(),
        scenario.expectations(),
        scenario.limitCycles());
  }
}
