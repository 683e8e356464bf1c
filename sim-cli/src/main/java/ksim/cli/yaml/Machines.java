package ksim.cli.yaml;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import ksim.cli.diag.Suggestion;
import ksim.core.machine.CoreCheck;
import ksim.core.timing.TimingLevel;
import ksim.core.timing.description.CoreDescription;

/** What machines can be made of, by the names that scenario files and options use. */
public final class Machines {
  private static final String DESCRIPTIONS =
      "sim-core/src/main/resources/ksim/core/timing/description/";

  private Machines() {}

  /** Names of the core descriptions. */
  public static List<String> cores() {
    return CoreDescription.names();
  }

  /** Names of the timing levels. */
  public static List<String> timingLevels() {
    return List.of("none", "fast", "detailed");
  }

  /**
   * What is wrong with a core such as {@code skylake} or {@code skylake,memory-renaming=1}; nothing
   * if machines can be built with it, whatever the timing level.
   */
  public static Optional<String> coreProblem(String core) {
    List<String> parts = List.of(core.split(",", -1));
    String name = parts.getFirst();
    if (!cores().contains(name)) {
      return Optional.of("found '" + name + "'; " + Suggestion.hint(name, cores()));
    }
    Set<String> parameters = CoreDescription.load(name).parameters();
    for (String setting : parts.subList(1, parts.size())) {
      String parameter =
          setting.contains("=") ? setting.substring(0, setting.indexOf('=')) : setting;
      if (!parameters.contains(parameter)) {
        return Optional.of(
            "core %s has no parameter '%s'; %s"
                .formatted(
                    name,
                    parameter,
                    Suggestion.nearest(parameter, parameters)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("its parameters stand in " + DESCRIPTIONS + name + ".txt")));
      }
    }
    return parts.size() == 1 ? Optional.empty() : unbuildable(core);
  }

  private static Optional<String> unbuildable(String core) {
    try {
      for (TimingLevel level : TimingLevel.values()) {
        CoreCheck.requireBuildable(core, level);
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
