package ksim.cli.command;

import java.util.Optional;
import ksim.cli.yaml.Machines;
import picocli.CommandLine.Option;

/** The option {@code --core} of commands that run machines. */
final class CoreOption {
  private static final String DEFAULT = "skylake";

  @Option(
      names = "--core",
      paramLabel = "CORE",
      description =
          "The core that cycles are counted for, perhaps with other values of its parameters:"
              + " goldencove, say, or 'skylake,memory-renaming=1'. See 'ksim list'.")
  private Optional<String> core = Optional.empty();

  /**
   * The core that was asked for, if any.
   *
   * @throws UsageException if there is none such
   */
  Optional<String> name() {
    core.flatMap(Machines::coreProblem)
        .ifPresent(
            problem -> {
              throw new UsageException("--core: " + problem);
            });
    return core;
  }

  /**
   * The core that was asked for, or the usual one.
   *
   * @throws UsageException if there is none such
   */
  String nameOrDefault() {
    return name().orElse(DEFAULT);
  }
}
