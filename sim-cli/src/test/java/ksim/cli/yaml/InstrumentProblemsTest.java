package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.sched.kernel.StackSupply;
import ksim.sched.scenario.Bound;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.Expectation.MeasuredBounds;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.StackSource;
import ksim.sched.stack.IstFault;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeCounter;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.Give;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.Measure;
import ksim.sched.workload.Operation.Mmap;
import ksim.sched.workload.Operation.Munmap;
import ksim.sched.workload.Operation.Take;
import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Yield;
import ksim.sched.workload.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys of the machine, of stacks, of designs and of expectations that came with the instruments.
 */
class InstrumentProblemsTest {
  private static final String GOOD =
      """
      scenario: good
      machine: { cpus: 2, time-slice: 2ms, page-cache: 8MiB, tracing: off }
      designs: [populate, { probe-counter: { idle-decrement: on, lock-pages: 3 } }, { ist-fault: { reserve: 8 } }]
      threads:
        - { name: a, stack: { map-stack: off }, run: produce }
        - { name: b, stack: { map-stack: on }, run: consume }
        - { name: c, stack: { source: malloc }, run: map }
      programs:
        produce: [ { measure: { name: pair, loop: 10, do: [ { malloc: 64 }, { give: blocks } ] } } ]
        consume: [ { loop: 10, do: [ { take: blocks }, free ] } ]
        map: [ { mmap: 8KiB }, munmap, { vma-lock: { do: [ yield ] } } ]
      expect:
        populate: { in-transit-bytes: 0, violations: 0, section-depth-max: { at-most: 4KiB }, measured: { pair: { cycles-per-round: { at-most: 900 } } } }
        ist-fault(reserve=8): { outcome: reserve-exhausted, measured: { pair: { overhead-percent: { at-least: -1, at-most: 2.5 } } } }
      """;

  private static ScenarioFile parse(String text) {
    return ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Bound bound(double least, double most) {
    return new Bound(OptionalDouble.of(least), OptionalDouble.of(most));
  }

  private static Bound atMost(double most) {
    return new Bound(OptionalDouble.empty(), OptionalDouble.of(most));
  }

  @Test
  void readsTheGoodFile() {
    ScenarioFile file = parse(GOOD);
    assertThat(file.problems()).isEmpty();
    Scenario scenario = file.scenario().orElseThrow();
    assertThat(scenario.machine().timeSliceNanos()).isEqualTo(2_000_000);
    assertThat(scenario.machine().pageCacheBytes()).isEqualTo(8 << 20);
    assertThat(scenario.machine().tracing()).isFalse();
    assertThat(scenario.designs())
        .containsExactly(
            new Populate(Modifiers.DEFAULT),
            new ProbeCounter(new Modifiers(1, 0, true, StackSource.MALLOC, 3, 3, true)),
            new IstFault(new Modifiers(1, 0, true, StackSource.MALLOC, 2, 8, false)));
    assertThat(scenario.threads())
        .extracting(group -> group.stack().supply())
        .containsExactly(
            StackSupply.CALLER_PLAIN, StackSupply.CALLER_MAP_STACK, StackSupply.KERNEL);
    assertThat(scenario.programs().values())
        .extracting(Program::operations)
        .containsExactly(
            List.of(new Measure("pair", 10, List.of(new Malloc(64), new Give("blocks")))),
            List.of(new Loop(10, List.of(new Take("blocks"), new Free()))),
            List.of(new Mmap(8_192), new Munmap(), new VmaLock(List.of(new Yield()))));
    assertThat(scenario.expectations())
        .containsEntry(
            "populate",
            new Expectation(
                Optional.empty(),
                Map.of(
                    Metric.IN_TRANSIT_BYTES,
                    bound(0, 0),
                    Metric.VIOLATIONS,
                    bound(0, 0),
                    Metric.SECTION_DEPTH_MAX,
                    atMost(4_096)),
                Map.of("pair", new MeasuredBounds(Optional.of(atMost(900)), Optional.empty()))))
        .containsEntry(
            "ist-fault(reserve=8)",
            new Expectation(
                Optional.of(OutcomeKind.RESERVE_EXHAUSTED),
                Map.of(),
                Map.of("pair", new MeasuredBounds(Optional.empty(), Optional.of(bound(-1, 2.5))))));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          time-slice: 2ms | time-slice: 2 | 2:33: time-slice: found '2', expected a duration from 1us to 1s, such as 50us; units are ns, us, ms, s
          time-slice: 2ms | time-slice: 999ns | 2:33: time-slice: found '999ns', expected a duration from 1us to 1s, such as 50us
          page-cache: 8MiB | page-cache: 8MB | 2:50: page-cache: found '8MB', expected whole pages of 4KiB; write MiB rather than MB
          page-cache: 8MiB | page-cache: 124MiB | 2:50: page-cache: found '124MiB', expected a size from 0B to 123MiB
          tracing: off | tracing: false | 2:65: tracing: found 'false', expected one of on, off
          idle-decrement: on | idle-decrement: yes | 3:56: idle-decrement: found 'yes', expected one of on, off
          lock-pages: 3 | lock-pages: 17 | 3:72: lock-pages: found '17', expected a whole number from 0 to 16
          lock-pages: 3 | reserve: 3 | 3:60: probe-counter: found unknown key 'reserve', expected one of pages, fault-around, thread-start-probe, kernel-stacks, lock-pages, idle-decrement
          reserve: 8 | reserve: 0 | 3:103: reserve: found '0', expected a whole number from 1 to 64
          reserve: 8 | reserve: 65 | 3:103: reserve: found '65', expected a whole number from 1 to 64
          reserve: 8 | pages: 2 | 3:94: ist-fault: found unknown key 'pages', expected one of reserve, fault-around, thread-start-probe, kernel-stacks
          [populate, | [{ populate: { pages: 2 } }, | 3:25: populate: found unknown key 'pages', expected one of thread-start-probe, kernel-stacks
          source: malloc | source: malloc, map-stack: on | 7:52: map-stack: found 'on', expected none: only stacks from mmap are mapped
          map-stack: on | map-stack: maybe | 6:36: map-stack: found 'maybe', expected one of on, off
          name: pair, loop | loop | 9:25: measure: missing key 'name'
          loop: 10, do: [ { malloc: 64 }, | loop: 0, do: [ { malloc: 64 }, | 9:45: loop: found '0', expected a whole number from 1 to 1,000,000,000,000
          { malloc: 64 }, { give | { give | 9:57: give: nothing is allocated here, expected a malloc before it
          { give: blocks } | { give: block } | 10:40: take: found 'blocks', which no program gives to; did you mean 'block'?
          { take: blocks }, free | free | 10:32: free: nothing is allocated here, expected a malloc before it
          { mmap: 8KiB }, munmap | munmap | 11:10: munmap: nothing is mapped here, expected an mmap before it
          { mmap: 8KiB }, munmap | { mmap: 8KiB }, munmap, munmap | 11:34: munmap: nothing is mapped here, expected an mmap before it
          do: [ yield ] | do: [] | 11:52: vma-lock: found an empty list, expected a list, each item an operation such as { compute: 100 } or yield
          measured: { pair: { cycles | measured: { pear: { cycles | 13:101: measured: found 'pear', expected the name of a 'measure' operation; known: pair
          cycles-per-round: | cycles-a-round: | 13:109: pair: found unknown key 'cycles-a-round', expected one of cycles-per-round, overhead-percent; did you mean 'cycles-per-round'?
          { cycles-per-round: { at-most: 900 } } | 900 | 13:107: pair: found '900', expected a mapping with cycles-per-round, overhead-percent
          measured: { pair: { cycles-per-round: { at-most: 900 } } } | measured: pair | 13:99: measured: found 'pair', expected a mapping from the name of a measurement
          at-least: -1 | at-least: 3 | 14:93: overhead-percent: found at-least above at-most, expected it below
          reserve-exhausted | reserve-exhaust | 14:36: outcome: found 'reserve-exhaust', expected one of completed, fault-in-atomic-context, stack-overflow, out-of-memory, deadlock, reserve-exhausted, stale-translation, panic, triple-fault, unimplemented, limit; did you mean 'reserve-exhausted'?
          in-transit-bytes: 0 | in-transit: 0 | 13:15: populate: found unknown key 'in-transit', expected one of outcome, measured, saved-percent, mmap-saved-percent, saved-percent-of-memory, stack-percent-of-memory, peak-resident-bytes, cycles, overhead-percent, stack-faults, probe-faults, probes, probes-on-resident-stacks, probe-cycles, other-faults, sleeping-faults, irq-off-cycles-max, section-depth-max, page-table-bytes, heap-bytes, in-transit-bytes, violations; did you mean 'in-transit-bytes'?
          violations: 0 | violations: 1KiB | 13:48: violations: found '1KiB', expected a whole number from 0 to 9,223,372,036,854,775,807; suffixes are K, M, G (powers of 1000)
          """)
  void reportsWithPositionAndHint(String good, String bad, String expected) {
    assertThat(GOOD).contains(good);
    assertThat(ProblemLines.of(GOOD.replace(good, bad))).contains(expected);
  }
}
