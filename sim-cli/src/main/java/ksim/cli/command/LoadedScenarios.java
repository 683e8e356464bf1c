package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.cli.diag.Problem;
import ksim.cli.yaml.ScenarioFile;
import ksim.sched.scenario.Scenario;

/**
 * The scenarios of some files and directories, or what is wrong with them.
 *
 * @param scenarios those that are in order
 * @param problems of all files
 * @param files where each scenario stands, by its name
 */
record LoadedScenarios(List<Scenario> scenarios, List<Problem> problems, Map<String, Path> files) {

  /** Reads {@code paths}, relative to {@code directory}; a file that is named twice counts once. */
  static LoadedScenarios read(List<Path> paths, Path directory) {
    List<Problem> problems = new ArrayList<>();
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : paths) {
      files.addAll(expand(directory.resolve(path), problems));
    }
    List<Scenario> scenarios = new ArrayList<>();
    Map<String, Path> byName = new HashMap<>();
    for (Path file : files) {
      ScenarioFile read = ScenarioFile.read(file);
      problems.addAll(read.problems());
      read.scenario().ifPresent(scenarios::add);
      read.scenario()
          .flatMap(scenario -> Optional.ofNullable(byName.put(scenario.name(), file)))
          .ifPresent(
              other ->
                  problems.add(
                      Problem.ofFile(
                          file.toString(),
                          "scenario name: found the one that " + other + " has",
                          "give each scenario a name of its own")));
    }
    return new LoadedScenarios(scenarios, problems, byName);
  }

  private static List<Path> expand(Path path, List<Problem> problems) {
    if (!Files.isDirectory(path)) {
      return List.of(path.normalize());
    }
    try {
      List<Path> files = ScenarioPaths.inDirectory(path.normalize());
      if (files.isEmpty()) {
        problems.add(
            Problem.ofFile(path.toString(), "found no *.yaml file, expected scenarios", ""));
      }
      return files;
    } catch (IOException e) {
      problems.add(Problem.ofFile(path.toString(), "cannot be read: " + e.getMessage(), ""));
      return List.of();
    }
  }
}
