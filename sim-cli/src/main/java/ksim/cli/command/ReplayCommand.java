package ksim.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.Scenario;
import ksim.sched.stack.Populate;

/**
 * The command line that repeats one run.
 *
 * @param files where each scenario stands, by its name
 * @param directory the working directory, in which it is to work
 * @param options further options in force, each with its value
 */
record ReplayCommand(Map<String, Path> files, Path directory, List<String> options) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+:@%=-]+");

  /** Repeats the run of a scenario under the design with a label and a seed. */
  String of(Scenario scenario, String design, long seed) {
    StringBuilder command = new StringBuilder("ksim run ");
    Path file = files.getOrDefault(scenario.name(), Path.of(scenario.name()));
    boolean below = !directory.toString().isEmpty() && file.startsWith(directory);
    command.append(quoted((below ? directory.relativize(file) : file).toString()));
    if (isComparedWithPopulate(scenario, design)) {
      scenario.designs().stream()
          .filter(other -> other instanceof Populate && !other.label().equals(design))
          .forEach(populate -> command.append(" --design ").append(quoted(populate.label())));
    }
    command.append(" --design '").append(design).append("' --seed ").append(seed);
    options.forEach(option -> command.append(' ').append(quoted(option)));
    return command.toString();
  }

  /** Whether an expectation of the design can only be checked beside {@code populate}. */
  private static boolean isComparedWithPopulate(Scenario scenario, String design) {
    Expectation expected = scenario.expectations().get(design);
    return expected != null
        && (expected.bounds().containsKey(Metric.OVERHEAD_PERCENT)
            || expected.measured().values().stream()
                .anyMatch(bounds -> bounds.overheadPercent().isPresent()));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
