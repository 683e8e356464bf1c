package ksim.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ksim run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Simulates each scenario under each of its stack designs and compares them in one table.",
      "All files are checked before the first run; problems are reported all at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim run scenarios/tst-pipe.yaml",
      "  ksim run scenarios/tst-pipe.yaml --design lazy --design probe-site -v",
      "  ksim run scenarios --timing none --format json --out report.json"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every run ended, and every expectation was met",
      "1:an expectation was not met; the output says which",
      "2:bad usage or bad input; nothing was simulated",
      "3:the guest failed where the scenario expects no outcome of that design",
      "70:an error in ksim itself; please report it"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "1..*",
      description = "Scenario files, or directories with *.yaml files; run in this order.")
  private List<Path> paths = List.of();

  @Option(
      names = "--design",
      paramLabel = "ID",
      description = {
        "Run only this design, by its name or its label such as 'probe-site(pages=2)'.",
        "May be given several times."
      })
  private List<String> designs = List.of();

  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more: whole call chains, what is being run.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say less: in text only what was not as expected; no progress line.")
  private boolean quiet;

  private final Console console;
  private final Simulation simulation;

  RunCommand(Console console, Simulation simulation) {
    this.console = console;
    this.simulation = simulation;
  }

  @Override
  public Integer call() {
    ReportSink sink = ReportSink.of(output, console, quiet, verbose).orElseThrow(this::unwritable);
    Optional<TimingLevel> level = timing.level();
    LoadedScenarios loaded = LoadedScenarios.read(paths, console.directory());
    if (!loaded.problems().isEmpty()) {
      return reject(loaded.problems());
    }
    List<Scenario> scenarios =
        loaded.scenarios().stream()
            .map(scenario -> level.map(l -> Selection.withTiming(scenario, l)).orElse(scenario))
            .toList();
    return run(select(scenarios), sink);
  }

  private ParameterException unwritable() {
    return usage("--out: cannot write " + output.out().map(Path::toString).orElse(""));
  }

  private List<Scenario> select(List<Scenario> scenarios) {
    if (designs.isEmpty()) {
      return scenarios;
    }
    Selection.unknown(scenarios, designs)
        .ifPresent(
            message -> {
              throw usage("--design: " + message);
            });
    return Selection.withDesigns(scenarios, designs);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int reject(List<Problem> problems) {
    ProblemRenderer renderer = new ProblemRenderer(output.style(console.errIsTerminal()));
    problems.forEach(problem -> console.err().print(renderer.render(problem)));
    int count = problems.size();
    console.err().println(count + (count == 1 ? " error" : " errors") + ", nothing was run");
    console.err().flush();
    return ExitCode.USAGE;
  }

  private int run(List<Scenario> scenarios, ReportSink sink) {
    List<ScenarioResult> results = new ArrayList<>();
    try (ProgressLine progress =
        new ProgressLine(console.err(), console.errIsTerminal() && !quiet)) {
      for (Scenario scenario : scenarios) {
        ScenarioResult result = simulation.run(scenario, progress);
        progress.clear();
        results.add(result);
        sink.scenario(result);
      }
    }
    return sink.finish(results) ? exitCode(results) : ExitCode.USAGE;
  }

  private static int exitCode(List<ScenarioResult> results) {
    if (!results.stream().allMatch(ScenarioResult::asExpected)) {
      return ExitCode.UNMET;
    }
    return results.stream().anyMatch(ScenarioResult::failedUnexpectedly)
        ? ExitCode.GUEST_FAILED
        : ExitCode.OK;
  }
}
