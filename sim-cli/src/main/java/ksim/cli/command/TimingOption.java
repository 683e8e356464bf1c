package ksim.cli.command;

import java.util.Locale;
import java.util.Optional;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option {@code --timing}. */
final class TimingOption {
  @Spec(Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--timing",
      paramLabel = "none|fast|detailed",
      description =
          "How cycles are counted: none (one an instruction), fast (estimated block by block) or"
              + " detailed (an out-of-order core).")
  private Optional<String> timing = Optional.empty();

  /** The option's value for a level. */
  static String name(TimingLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** The level that was asked for, if any. */
  Optional<TimingLevel> level() {
    return timing.map(this::parse);
  }

  private TimingLevel parse(String name) {
    return switch (name) {
      case "none" -> TimingLevel.NONE;
      case "fast" -> TimingLevel.FAST;
      case "detailed" -> TimingLevel.DETAILED;
      default -> throw usage("--timing: found '" + name + "', expected none, fast or detailed");
    };
  }

  /** An error in the use of the command that has this option. */
  ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
