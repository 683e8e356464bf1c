package ksim.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import ksim.cli.baseline.BaselineFile;
import ksim.cli.baseline.ReportFigures;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.Scenario;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ksim run}: its options, and whether they make sense together. */
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
      "  ksim run scenarios --timing none --format json --out report.json",
      "  ksim run scenarios --baseline report.json --tolerance 2",
      "  ksim run scenarios --seeds 100",
      "  ksim run scenarios/tst-pipe.yaml --seed 7 --chrome-trace trace.json"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every run ended, every expectation was met, nothing got worse than the baseline",
      "1:an expectation was not met, or there is a regression; the output says which",
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
        "Run only this design, by its name or its label, such as",
        "'probe-site(pages=2)'. May be given several times."
      })
  private List<String> designs = List.of();

  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private CoreOption core = new CoreOption();

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more: whole call chains, what moved within the tolerance.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say less: in text only what was not as expected; no progress line.")
  private boolean quiet;

  @ArgGroup(validate = false, heading = "%nOther schedules:%n")
  private ScheduleOptions schedule = new ScheduleOptions();

  @ArgGroup(validate = false, heading = "%nComparing with an earlier run:%n")
  private CompareOptions compare = new CompareOptions();

  @ArgGroup(validate = false, heading = "%nTime lines:%n")
  private TraceOption trace = new TraceOption();

  private final Console console;
  private final Simulation simulation;

  RunCommand(Console console, Simulation simulation) {
    this.console = console;
    this.simulation = simulation;
  }

  @Override
  public Integer call() {
    try {
      return checked();
    } catch (UsageException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int checked() {
    ReportSink sink = ReportSink.of(output, console, quiet, verbose);
    Optional<TimingLevel> level = timing.level();
    Optional<String> coreName = core.name();
    checkSeeds();
    double tolerance = compare.tolerancePercent();
    Optional<Path> traceFile = trace.file(console, output.out());
    Optional<BaselineFile> baseline =
        compare
            .baseline()
            .map(file -> BaselineFile.read(file.toString(), console.directory().resolve(file)));
    LoadedScenarios loaded = LoadedScenarios.read(paths, console.directory());
    List<Problem> problems = new ArrayList<>(loaded.problems());
    baseline.flatMap(BaselineFile::problem).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      return reject(problems);
    }
    List<Scenario> scenarios =
        select(
            loaded.scenarios().stream()
                .map(scenario -> level.map(l -> Selection.withTiming(scenario, l)).orElse(scenario))
                .map(
                    scenario -> coreName.map(c -> Selection.withCore(scenario, c)).orElse(scenario))
                .toList());
    RunSettings settings =
        new RunSettings(console, output, schedule.seed().orElse(0), traceFile, verbose, quiet);
    if (schedule.seeds().isPresent()) {
      return settings.hunt(
          simulation, scenarios, schedule.seeds().getAsInt(), replay(loaded, level), sink);
    }
    Optional<BaselineCheck> check =
        baseline
            .flatMap(BaselineFile::figures)
            .map(
                figures ->
                    new BaselineCheck(
                        compare.baseline().orElseThrow().toString(),
                        figures,
                        tolerance,
                        leftOut(loaded, scenarios, figures)));
    return settings.run(simulation, scenarios, check, sink);
  }

  /** Where files are named rather than a directory, scenarios of other files are not missed. */
  private Map<String, Set<String>> leftOut(
      LoadedScenarios loaded, List<Scenario> scenarios, ReportFigures baseline) {
    Map<String, Set<String>> leftOut =
        new HashMap<>(Selection.leftOut(loaded.scenarios(), scenarios));
    if (paths.stream().map(console.directory()::resolve).noneMatch(Files::isDirectory)) {
      Set<String> known =
          loaded.scenarios().stream().map(Scenario::name).collect(Collectors.toSet());
      baseline.scenarios().entrySet().stream()
          .filter(entry -> !known.contains(entry.getKey()))
          .forEach(entry -> leftOut.put(entry.getKey(), entry.getValue().designs().keySet()));
    }
    return leftOut;
  }

  private void checkSeeds() {
    if (schedule.seeds().isEmpty()) {
      return;
    }
    OutputOptions.Format format = output.format();
    if (format != OutputOptions.Format.TEXT && format != OutputOptions.Format.JSON) {
      throw new UsageException("--seeds: reports as text or json only; choose one with --format");
    }
    if (compare.baseline().isPresent()) {
      throw new UsageException("--seeds: cannot be combined with --baseline, which has no seeds");
    }
    if (trace.isGiven()) {
      throw new UsageException(
          "--seeds: cannot be combined with --chrome-trace; trace one seed with --seed");
    }
  }

  private ReplayCommand replay(LoadedScenarios loaded, Optional<TimingLevel> level) {
    List<String> options = new ArrayList<>();
    level.ifPresent(l -> options.addAll(List.of("--timing", TimingOption.name(l))));
    core.name().ifPresent(name -> options.addAll(List.of("--core", name)));
    return new ReplayCommand(loaded.files(), console.directory(), List.copyOf(options));
  }

  private List<Scenario> select(List<Scenario> scenarios) {
    if (designs.isEmpty()) {
      return scenarios;
    }
    Selection.unknown(scenarios, designs)
        .ifPresent(
            message -> {
              throw new UsageException("--design: " + message);
            });
    return Selection.withDesigns(scenarios, designs);
  }

  private int reject(List<Problem> problems) {
    ProblemRenderer renderer = new ProblemRenderer(output.style(console.errIsTerminal()));
    problems.forEach(problem -> console.err().print(renderer.render(problem)));
    int count = problems.size();
    console.err().println(count + (count == 1 ? " error" : " errors") + ", nothing was run");
    console.err().flush();
    return ExitCode.USAGE;
  }
}
