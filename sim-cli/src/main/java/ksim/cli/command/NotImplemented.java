package ksim.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands for a command that is planned but not there yet. */
@Command(mixinStandardHelpOptions = true)
final class NotImplemented implements Callable<Integer> {
  /** Names of the commands. */
  static final List<String> NAMES = List.of("audit");

  @Parameters(hidden = true, arity = "0..*")
  private List<String> ignored = List.of();

  private final String name;
  private final Console console;

  private NotImplemented(String name, Console console) {
    this.name = name;
    this.console = console;
  }

  static CommandLine command(String name, Console console) {
    CommandLine command = new CommandLine(new NotImplemented(name, console));
    command.getCommandSpec().name(name).usageMessage().description("(not implemented yet)");
    command.setUnmatchedArgumentsAllowed(true);
    return command;
  }

  @Override
  public Integer call() {
    console.err().println("ksim: error: '" + name + "' is not implemented yet");
    console.err().flush();
    return ExitCode.USAGE;
  }
}
