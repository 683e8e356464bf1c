package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.OnStackObject;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpawnProblemsTest {
  private static final String GOOD =
      """
      scenario: good
      machine: { cpus: 2 }
      designs: [lazy]
      threads:
        - { name: main, run: main }
        - { name: worker, run: work }
      programs:
        main: [ { loop: 3, do: [ { spawn: worker }, { spawn: worker }, { join: worker } ] }, { loop: 3, do: [ { join: worker } ] } ]
        work: [ { sleep: 10us }, on-stack-object, { on-stack-object: { where: heap, cpu: 1 } } ]
      """;

  private static ScenarioFile parse(String text) {
    return ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsTheGoodFile() {
    ScenarioFile file = parse(GOOD);
    assertThat(file.problems()).isEmpty();
    Map<String, Program> programs = file.scenario().orElseThrow().programs();
    assertThat(programs)
        .containsEntry(
            "main",
            new Program(
                "main",
                List.of(
                    new Operation.Loop(
                        3,
                        List.of(
                            new Operation.Spawn("worker"),
                            new Operation.Spawn("worker"),
                            new Operation.Join("worker"))),
                    new Operation.Loop(3, List.of(new Operation.Join("worker"))))))
        .containsEntry(
            "work",
            new Program(
                "work",
                List.of(
                    new Operation.Sleep(10_000),
                    new OnStackObject(Place.STACK, OptionalInt.empty()),
                    new OnStackObject(Place.HEAP, OptionalInt.of(1)))));
  }

  @Test
  void countsWhatAMeasuredLoopSpawns() {
    String measured = GOOD.replace("main: [ { loop: 3,", "main: [ { measure: { name: m, loop: 3,");
    assertThat(parse(measured.replace("] }, { loop: 3", "] } }, { loop: 3")).problems()).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: worker | name: wroker | 8:37: spawn: found 'worker', expected the name of a group under 'threads'; did you mean 'wroker'?
          name: worker | name: worker, count: 2 | 6:28: count: found '2', expected none: each 'spawn: worker' makes one thread
          [ { loop: 3, | [ { join: worker }, { loop: 3, | 8:19: join: found 'worker', of which no thread is spawned and not joined here
          { join: worker } ] } ] | { join: wroker } ] } ] | 8:113: join: found 'wroker', of which no thread is spawned and not joined here; did you mean 'worker'?
          { loop: 3, do: [ { join | { loop: 4, do: [ { join | 8:113: join: 'worker' is joined more often in 4 rounds than spawned before
          { join: worker } ] } ] | { join: worker } ] }, { join: worker } ] | 8:135: join: found 'worker', of which no thread is spawned and not joined here
          { sleep: 10us } | { spawn: main } | 5:3: threads: every group is spawned by a program, expected one that init starts; a group that a program spawns is started by nobody else
          { sleep: 10us } | { sleep: 10 } | 9:20: sleep: found '10', expected a duration from 1ns to 3600s, such as 50us; units are ns, us, ms, s
          { sleep: 10us } | sleep | 9:11: operation: found 'sleep', expected { sleep: DURATION }
          { sleep: 10us } | { join: 9 } | 9:19: join: found '9', expected a name of letters, digits, '-' and '_', a letter first, 64 at most
          where: heap | where: heep | 9:73: where: found 'heep', expected one of stack, heap; did you mean 'heap'?
          cpu: 1 | cpu: 2 | 9:84: cpu: found '2', expected a whole number from 0 to 1
          where: heap | were: heap | 9:66: on-stack-object: found unknown key 'were', expected one of where, cpu; did you mean 'where'?
          """)
  void reportsWithPositionAndHint(String good, String bad, String expected) {
    assertThat(GOOD).contains(good);
    assertThat(ProblemLines.of(GOOD.replace(good, bad))).contains(expected);
  }
}
