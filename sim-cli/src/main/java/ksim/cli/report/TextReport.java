package ksim.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Safeguard;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.scenario.ThreadKind;

/** The report for people: a table for each scenario, then what failed and why. */
public final class TextReport {
  private static final int VIOLATIONS_SHOWN = 10;
  private static final int WIDTH = 118;

  private final Style style;
  private final boolean verbose;

  /**
   * @param style colours
   * @param verbose whether to show whole call chains, memory and atomic sections as well
   */
  public TextReport(Style style, boolean verbose) {
    this.style = style;
    this.verbose = verbose;
  }

  /** The part on one scenario: blocks of lines with an empty line between two. */
  public String scenario(ScenarioResult result) {
    List<String> blocks = new ArrayList<>();
    blocks.add(heading(result.scenario()));
    blocks.add(new ComparisonTable(style).render(result.designs()));
    if (!MeasurementTable.names(result.designs()).isEmpty()) {
      blocks.add(new MeasurementTable(style).render(result.designs()));
    }
    boolean closes = result.designs().stream().allMatch(design -> design.memory().closes());
    if (verbose || !closes) {
      blocks.add(new MemoryTable(style).render(result.designs()));
    }
    FailureBlock failure = new FailureBlock(style, verbose);
    for (DesignResult design : result.designs()) {
      if (design.outcome().kind() != OutcomeKind.COMPLETED) {
        blocks.add(failure.render(design, result.scenario()));
      }
      if (!design.violations().isEmpty()) {
        blocks.add(violations(design));
      }
      if (verbose && !design.sections().isEmpty()) {
        blocks.add(new SectionTable(style).render(design));
      }
      if (design.timingGaps().any()) {
        blocks.add(new GapLines(style).render(design));
      }
    }
    String unmet = unmet(result);
    if (!unmet.isEmpty()) {
      blocks.add(unmet);
    }
    return String.join("\n", blocks);
  }

  private String heading(Scenario scenario) {
    String description = Printable.of(scenario.description());
    String whole = scenario.name() + (description.isEmpty() ? "" : ": " + description);
    String name = style.strong(scenario.name());
    String wrapped = String.join("\n  ", WordWrap.lines(whole, WIDTH));
    return name
        + wrapped.substring(scenario.name().length())
        + "\n  "
        + style.faint(machine(scenario))
        + "\n";
  }

  /** The rules that a design broke. */
  String violations(DesignResult design) {
    StringBuilder text = new StringBuilder();
    text.append("  ").append(style.bad(design.design() + ": rule broken")).append('\n');
    LabelledLines lines = new LabelledLines(text, style);
    int count = design.violations().size();
    int shown = verbose ? count : Math.min(count, VIOLATIONS_SHOWN);
    design.violations().subList(0, shown).forEach(violation -> lines.add("", violation));
    if (shown < count) {
      lines.add("", "... " + Units.grouped(count - shown) + " more (-v)");
    }
    return text.toString();
  }

  /** What was not as expected or failed unexpectedly, one line each; empty where all was well. */
  public String unmet(ScenarioResult result) {
    StringBuilder text = new StringBuilder();
    for (DesignResult design : result.designs()) {
      String place = "  " + result.scenario().name() + ", " + design.design() + ": ";
      for (String sentence : design.unmet()) {
        text.append(style.bad("NOT AS EXPECTED")).append(place).append(sentence).append('\n');
      }
      for (Safeguard safeguard : result.unexpected(design)) {
        String sentence = safeguard.failure(design).orElseThrow();
        text.append(style.bad("FAILED")).append(place).append(sentence).append('\n');
      }
    }
    return text.toString();
  }

  /** The last line of a report. */
  public String summary(List<ScenarioResult> results) {
    long runs = results.stream().mapToLong(result -> result.designs().size()).sum();
    long unmet =
        results.stream()
            .flatMap(result -> result.designs().stream())
            .mapToLong(design -> design.unmet().size())
            .sum();
    String counted = counted(results.size(), "scenario") + ", " + counted(runs, "run") + ": ";
    String verdict =
        unmet == 0
            ? style.good("every expectation met")
            : style.bad(counted(unmet, "expectation") + " not met");
    String unexpected =
        Arrays.stream(Safeguard.values())
            .map(safeguard -> unexpected(results, safeguard))
            .filter(phrase -> !phrase.isEmpty())
            .collect(Collectors.joining(", "));
    String besides = unexpected.isEmpty() ? "" : style.bad("; unexpectedly " + unexpected);
    return counted + verdict + besides + "\n";
  }

  private static String unexpected(List<ScenarioResult> results, Safeguard safeguard) {
    long runs =
        results.stream()
            .flatMap(result -> result.designs().stream().map(result::unexpected))
            .filter(failed -> failed.contains(safeguard))
            .count();
    String did =
        switch (safeguard) {
          case COMPLETION -> " failed";
          case RULES -> " broke a rule";
          case MEMORY -> " lost count of memory";
        };
    return runs == 0 ? "" : counted(runs, "run") + did;
  }

  static String counted(long count, String noun) {
    return Units.grouped(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** The machine and the threads of a scenario in one line. */
  static String machine(Scenario scenario) {
    var machine = scenario.machine();
    long kernel = threads(scenario, ThreadKind.KERNEL);
    long application = threads(scenario, ThreadKind.APPLICATION);
    return counted(machine.cpus(), "CPU")
        + ", "
        + Units.bytes(machine.memoryBytes())
        + ", core "
        + machine.core()
        + ", timing "
        + machine.timing().name().toLowerCase(java.util.Locale.ROOT)
        + "; "
        + counted(application, "application thread")
        + ", "
        + counted(kernel, "kernel thread");
  }

  private static long threads(Scenario scenario, ThreadKind kind) {
    return scenario.threads().stream()
        .filter(group -> group.kind() == kind)
        .mapToLong(ThreadGroupSpec::count)
        .sum();
  }
}
