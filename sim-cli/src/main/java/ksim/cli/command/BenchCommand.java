package ksim.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.core.bench.Benchmark;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ksim bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures guest instructions per second of host time.",
      "The guest is a built-in mix of integer loops, calls, memory walks and byte scans."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim bench",
      "  ksim bench --timing none --seconds 5",
      "  ksim bench --timing detailed --core goldencove"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {"0:done", "2:bad usage", "70:an error in ksim itself; please report it"})
final class BenchCommand implements Callable<Integer> {
  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private CoreOption core = new CoreOption();

  @Mixin private TierOption tier = new TierOption();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Host time for each kind of code, a third of it to warm up. Default: 3.")
  private Optional<Double> seconds = Optional.empty();

  private final Console console;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      return run(core.nameOrDefault());
    } catch (UsageException e) {
      throw timing.usage(e.getMessage() == null ? "bad usage" : e.getMessage());
    }
  }

  private int run(String coreName) {
    double each = seconds.orElse(3.0);
    if (!(each >= 0.01 && each <= 3600)) {
      throw new UsageException("--seconds: found " + each + ", expected 0.01 to 3600");
    }
    List<TimingLevel> levels = timing.level().map(List::of).orElse(List.of(TimingLevel.values()));
    for (TimingLevel level : levels) {
      print(Benchmark.run(level, coreName, each, tier.tiering()));
    }
    return ExitCode.OK;
  }

  private void print(Benchmark.Result result) {
    String level = result.timing().name().toLowerCase(Locale.ROOT);
    String counted =
        result.timing() == TimingLevel.NONE ? level : level + ", core " + result.core();
    console
        .out()
        .printf(Locale.ROOT, "timing %s, million guest instructions per second%n", counted);
    for (Benchmark.Section section : result.sections()) {
      line(section.name(), section.millionsPerSecond());
    }
    line("geometric mean", result.millionsPerSecond());
    console.out().flush();
  }

  private void line(String name, double millions) {
    console.out().printf(Locale.ROOT, "  %-16s %8.1f%n", name, millions);
  }
}
