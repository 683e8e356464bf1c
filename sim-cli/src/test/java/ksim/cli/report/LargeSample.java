package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import ksim.core.timing.TimingGaps;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.FaultTimeline;
import ksim.sched.scenario.Outcome;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.SectionUse;
import ksim.sched.scenario.StackResidency;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackResidency.Run;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackUse;
import ksim.sched.scenario.Trace;

/** Invented results of many threads with stacks of 256 pages, and of many atomic sections. */
final class LargeSample {
  private static final long PAGE_BYTES = 4096;
  private static final int PAGES = 256;
  private static final int SLICES = 120;

  private LargeSample() {}

  static ScenarioResult of(int threads) {
    List<DesignResult> designs =
        List.of(
            design("populate", threads, 0, true),
            design("probe-checked", threads, 12.4, false),
            design("probe-site(pages=2)", threads, -21.75, false));
    return new ScenarioResult(SampleResults.pipe(Optional.empty()), designs);
  }

  private static DesignResult design(
      String label, int threads, double overhead, boolean populated) {
    SplittableRandom random = new SplittableRandom(1);
    List<StackResidency> stacks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int used = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
      int probed = random.nextInt(3);
      PageState rest = populated ? PageState.UNTOUCHED : PageState.ABSENT;
      List<Run> runs = new ArrayList<>(List.of(new Run(PageState.USED, used)));
      if (probed > 0) {
        runs.add(new Run(PageState.PROBED, probed));
      }
      runs.add(new Run(rest, PAGES - used - probed));
      stacks.add(new StackResidency("java-" + i, StackSource.MMAP, runs));
    }
    long absent = stacks.stream().mapToLong(stack -> stack.pages(PageState.ABSENT)).sum();
    long reserved = PAGE_BYTES * PAGES * threads;
    StackUse use =
        new StackUse(threads, reserved, reserved - absent * PAGE_BYTES, reserved - absent * 4000);
    return new DesignResult(
        label,
        new Outcome(OutcomeKind.COMPLETED, "", "", Optional.empty(), List.of()),
        987_654_321,
        500_000_000,
        OptionalDouble.of(overhead),
        use,
        use,
        new StackUse(0, 0, 0, 0),
        4L << 30,
        new DesignResult.Faults(threads * 4L, 12, threads * 2L, 0),
        new DesignResult.Probes(threads * 100L, threads * 2L, 1_234_567, 0),
        TimingGaps.NONE,
        4_567,
        SampleParts.memory(0),
        sections(random),
        List.of(),
        stacks,
        timeline(random, use.residentBytes()),
        Trace.NONE,
        List.of(),
        List.of());
  }

  private static List<SectionUse> sections(SplittableRandom random) {
    List<SiteKind> kinds = List.of(SiteKind.values());
    List<Rule> rules = List.of(Rule.values());
    List<SectionUse> sections = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sections.add(
          new SectionUse(
              "section_with_a_name_" + i,
              "function_" + i,
              kinds.get(i % kinds.size()),
              rules.get(i % rules.size()),
              random.nextInt(1_000_000),
              random.nextInt(i == 7 ? 9_000 : 2_000),
              random.nextInt(100_000)));
    }
    return sections;
  }

  private static FaultTimeline timeline(SplittableRandom random, long resident) {
    List<Long> stack = new ArrayList<>();
    List<Long> other = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (int i = 0; i < SLICES; i++) {
      stack.add((long) random.nextInt(1 + 4000 / (1 + i)));
      other.add((long) random.nextInt(5));
      bytes.add(resident * Math.min(i + 1, 60) / 60);
    }
    return new FaultTimeline(8_230_452, stack, other, bytes);
  }
}
