package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.Bound;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackSpec;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import org.junit.jupiter.api.Test;

class ScenarioFileTest {
  private static Scenario parse(String text) {
    ScenarioFile file = ScenarioFile.parse("s.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(file.problems()).isEmpty();
    return file.scenario().orElseThrow();
  }

  @Test
  void fillsInDefaults() {
    Scenario scenario =
        parse(
            """
            scenario: small
            designs: [lazy]
            threads:
              - { name: app, run: p }
              - { name: kthread, kind: kernel, run: p }
              - { name: mapped, kind: kernel, stack: { source: mmap }, run: p }
            programs: { p: [ yield ] }
            """);
    assertThat(scenario.machine())
        .isEqualTo(MachineSpec.of(1, 128 << 20, "skylake", TimingLevel.FAST, 500));
    assertThat(scenario.limitCycles()).isEqualTo(20_000_000_000L);
    assertThat(scenario.expectations()).isEmpty();
    assertThat(scenario.threads())
        .containsExactly(
            new ThreadGroupSpec(
                "app",
                ThreadKind.APPLICATION,
                1,
                new StackSpec(StackSource.MMAP, 1 << 20, 4096),
                "p"),
            new ThreadGroupSpec(
                "kthread",
                ThreadKind.KERNEL,
                1,
                new StackSpec(StackSource.MALLOC, 64 << 10, 0),
                "p"),
            new ThreadGroupSpec(
                "mapped",
                ThreadKind.KERNEL,
                1,
                new StackSpec(StackSource.MMAP, 64 << 10, 4096),
                "p"));
  }

  @Test
  void readsMachineDesignsAndExpectations() {
    Scenario scenario =
        parse(
            """
            scenario: full
            description: "all of it"
            machine: { cpus: 4, memory: 46MiB, core: skylake, timing: none, quantum: 1 }
            limit: 3G
            designs:
              - populate
              - lazy: { fault-around: 4, thread-start-probe: off }
              - probe-site: { pages: 2, kernel-stacks: mmap }
            threads: [ { name: t, count: 1K, stack: { size: 65KB, guard: 8KiB }, run: p } ]
            programs: { p: [ yield ] }
            expect:
              populate: { cycles: 1_000, peak-resident-bytes: { at-least: 512MiB } }
              probe-site(pages=2,kernel-stacks=mmap):
                outcome: completed
                saved-percent: { at-least: 12.5, at-most: 14% }
            """);
    assertThat(scenario.machine())
        .isEqualTo(MachineSpec.of(4, 46 << 20, "skylake", TimingLevel.NONE, 1));
    assertThat(scenario.limitCycles()).isEqualTo(3_000_000_000L);
    assertThat(scenario.designs().stream().map(StackDesign::label))
        .containsExactly(
            "populate",
            "lazy(fault-around=4,thread-start-probe=off)",
            "probe-site(pages=2,kernel-stacks=mmap)");
    assertThat(scenario.threads().getFirst().count()).isEqualTo(1000);
    assertThat(scenario.threads().getFirst().stack())
        .isEqualTo(new StackSpec(StackSource.MMAP, 65_000, 8192));
    Expectation populate = expectation(scenario, "populate");
    assertThat(populate.outcome()).isEmpty();
    assertThat(populate.bounds())
        .containsEntry(Metric.CYCLES, new Bound(OptionalDouble.of(1000), OptionalDouble.of(1000)))
        .containsEntry(
            Metric.PEAK_RESIDENT_BYTES,
            new Bound(OptionalDouble.of(512L << 20), OptionalDouble.empty()));
    Expectation site = expectation(scenario, "probe-site(pages=2,kernel-stacks=mmap)");
    assertThat(site.outcome()).isEqualTo(Optional.of(OutcomeKind.COMPLETED));
    assertThat(site.bounds())
        .containsEntry(
            Metric.SAVED_PERCENT, new Bound(OptionalDouble.of(12.5), OptionalDouble.of(14)));
  }

  private static Expectation expectation(Scenario scenario, String label) {
    return Optional.ofNullable(scenario.expectations().get(label)).orElseThrow();
  }

  @Test
  void readsEveryOperation() {
    Scenario scenario =
        parse(
            """
            scenario: operations
            designs: [populate]
            threads: [ { name: t, run: p } ]
            programs:
              p:
                - call: { frame: 1KiB, do: [ { compute: 10 } ] }
                - recurse: { frame: 64, depth: 3, do: [ { touch: 8KiB } ] }
                - malloc: 100
                - free
                - lock: m
                - unlock: m
                - wake: e
                - wait: e
                - yield
                - { loop: 1_000, do: [ yield ] }
                - rcu-read: { do: [ yield ] }
                - preempt-off: { do: [ { compute: 1 } ] }
                - irq-off: { do: [ { compute: 1 } ] }
                - tracepoint
                - pipe-write: 64
                - pipe-read: 64
                - wait: forever
            """);
    List<Operation> yielding = List.of(new Operation.Yield());
    List<Operation> computing = List.of(new Operation.Compute(1));
    assertThat(scenario.programs().get("p"))
        .isNotNull()
        .satisfies(
            program ->
                assertThat(program.operations())
                    .containsExactly(
                        new Operation.Call(1024, List.of(new Operation.Compute(10))),
                        new Operation.Recurse(64, 3, List.of(new Operation.Touch(8192))),
                        new Operation.Malloc(100),
                        new Operation.Free(),
                        new Operation.Lock("m"),
                        new Operation.Unlock("m"),
                        new Operation.Wake("e"),
                        new Operation.Wait("e"),
                        new Operation.Yield(),
                        new Operation.Loop(1000, yielding),
                        new Operation.RcuRead(yielding),
                        new Operation.PreemptOff(computing),
                        new Operation.IrqOff(computing),
                        new Operation.Tracepoint(),
                        new Operation.PipeWrite(64),
                        new Operation.PipeRead(64),
                        new Operation.WaitForever()));
  }

  @Test
  void theScenariosOfTheRepositoryAreInOrder() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("../scenarios"), "*.yaml")) {
      for (Path file : files) {
        assertThat(ScenarioFile.read(file).problems()).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void acceptsByteOrderMarkAndCarriageReturns() {
    String text =
        """
        scenario: crlf
        designs: [lazy]
        threads: [ { name: t, run: p } ]
        programs: { p: [ yield ] }
        """;
    assertThat(parse("\ufeff" + text.replace("\n", "\r\n")).name()).isEqualTo("crlf");
  }
}
