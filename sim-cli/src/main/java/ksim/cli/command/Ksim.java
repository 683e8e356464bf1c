package ksim.cli.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import ksim.cli.diag.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
@Command(
    name = "ksim",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Simulates an x86-64 kernel on a full machine, to tell whether it can run on lazily"
          + " populated",
      "stacks, where it would break, what that costs in cycles and how much memory it saves."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim run scenarios/tst-pipe.yaml             compare stack designs on one scenario",
      "  ksim run scenarios --format json --out r.json  all scenarios, for a program to read",
      "  ksim exec --hex f30fb8c1 --set rcx=255       the state after a piece of machine code",
      "  ksim boot kernel.elf --cpus 2                a kernel image on a simulated PC",
      "  ksim list                                    what scenarios can be made of",
      "",
      "See 'ksim COMMAND --help'."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done, and as expected",
      "1:an expectation was not met",
      "2:bad usage or bad input",
      "3:the guest failed where nothing was expected of its outcome",
      "70:an error in ksim itself; please report it"
    })
public final class Ksim {
  private Ksim() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    // Same inputs, same bytes, whatever the user's language.
    Locale.setDefault(Locale.ROOT);
    Console console = Console.ofProcess();
    Simulation simulation =
        new ParallelSimulation(
            Runtime.getRuntime().availableProcessors(),
            new HostMemory(Runtime.getRuntime().maxMemory()));
    int code = run(args, console, simulation);
    console.out().flush();
    if (console.out().checkError() && code == ExitCode.OK) {
      console.err().println("ksim: error: cannot write standard output");
      code = ExitCode.USAGE;
    }
    console.err().flush();
    System.exit(code);
  }

  /** Runs the command line {@code args} and returns its exit code. */
  static int run(String[] args, Console console, Simulation simulation) {
    try {
      return commandLine(args, console, simulation).execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      return CrashReport.report(console, List.of(args), e);
    }
  }

  /**
   * The commands by name. Each is made only when it is needed: reading the options of all takes
   * longer than the rest of the start.
   */
  private static Map<String, Supplier<Object>> commands(Console console, Simulation simulation) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("run", () -> new RunCommand(console, simulation));
    commands.put("list", () -> new ListCommand(console));
    commands.put("exec", () -> new ExecCommand(console));
    commands.put("cycles", () -> new CyclesCommand(console));
    commands.put("bench", () -> new BenchCommand(console));
    commands.put("initramfs", () -> new InitramfsCommand(console));
    commands.put("boot", () -> new BootCommand(console));
    for (String name : NotImplemented.NAMES) {
      commands.put(name, () -> NotImplemented.command(name, console));
    }
    return commands;
  }

  private static CommandLine commandLine(String[] args, Console console, Simulation simulation) {
    CommandLine commandLine = new CommandLine(new Ksim());
    Map<String, Supplier<Object>> commands = commands(console, simulation);
    boolean named = args.length > 0 && commands.containsKey(args[0]);
    commands.forEach(
        (name, command) -> {
          if (!named || name.equals(args[0])) {
            commandLine.addSubcommand(name, command.get());
          }
        });
    commandLine.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.outIsTerminal() ? Ansi.ON : Ansi.OFF));
    commandLine.setUsageHelpWidth(100);
    commandLine.setExpandAtFiles(false);
    commandLine.setParameterExceptionHandler((e, all) -> usageError(console, e));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> CrashReport.report(console, parsed.originalArgs(), e));
    commandLine.setExecutionStrategy(Ksim::execute);
    return commandLine;
  }

  /** As picocli's own, but a call without a command is an error that shows the help. */
  private static int execute(CommandLine.ParseResult parsed) {
    CommandLine top = parsed.commandSpec().commandLine();
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      top.usage(top.getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** What the parser of options puts before some of its messages. */
  private static final String PREFIX = "Error: ";

  /** Its message where options exclude each other and one of them stands there twice. */
  private static final Pattern REPEATED_GROUP =
      Pattern.compile("^expected only one match but got \\[([^\\]]*)\\].*$", Pattern.DOTALL);

  private static int usageError(Console console, ParameterException e) {
    String message = e.getMessage() == null ? "bad usage" : e.getMessage();
    String bare = message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message;
    String plain =
        REPEATED_GROUP.matcher(bare).replaceFirst("found more than one of $1, expected one");
    console.err().println("ksim: error: " + Printable.of(plain));
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    console
        .err()
        .println(
            (suggestions.isEmpty() ? "" : "did you mean '" + suggestions.getFirst() + "'? ")
                + "see '"
                + command
                + " --help'");
    console.err().flush();
    return ExitCode.USAGE;
  }
}
