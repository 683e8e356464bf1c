package ksim.cli.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import ksim.cli.diag.Problem;
import ksim.sched.scenario.Scenario;

/**
 * What came of reading a scenario file: a scenario, or at least one problem.
 *
 * @param scenario the scenario, if the file is in order
 * @param problems what is wrong with it, in file order
 */
public record ScenarioFile(Optional<Scenario> scenario, List<Problem> problems) {

  /** Reads the file at {@code path}; never throws for what the file or its content is. */
  public static ScenarioFile read(Path path) {
    return bind(SourceText.read(path));
  }

  /** Reads a scenario from bytes; {@code name} stands for the file in problems. */
  public static ScenarioFile parse(String name, byte[] bytes) {
    return bind(SourceText.decode(name, bytes));
  }

  private static ScenarioFile bind(SourceText.Read read) {
    return switch (read) {
      case SourceText.Read.Failure failure ->
          new ScenarioFile(Optional.empty(), List.of(failure.problem()));
      case SourceText.Read.Success success -> bind(success.source());
    };
  }

  private static ScenarioFile bind(SourceText source) {
    ProblemList problems = new ProblemList(source);
    Optional<Scenario> scenario =
        YamlReader.read(source, problems)
            .map(root -> new ScenarioBinder(new Values(problems)).bind(root))
            .filter(bound -> problems.size() == 0);
    return new ScenarioFile(scenario, problems.inFileOrder());
  }
}
