package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.diag.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioProblemsTest {
  private static final String GOOD =
      """
      scenario: good
      machine: { cpus: 2, memory: 128MiB, core: skylake, timing: fast }
      designs: [populate, lazy, { probe-site: { pages: 2 } }]
      threads:
        - { name: writer, count: 3, stack: { source: mmap, size: 1MiB }, run: write }
        - { name: helper, kind: kernel, stack: { source: malloc, size: 64KiB }, run: idle }
      programs:
        write: [ { loop: 10, do: [ { lock: m }, { unlock: m } ] }, { wake: e } ]
        idle: [ { wait: e }, { malloc: 64 }, free ]
      expect:
        lazy: { outcome: fault-in-atomic-context, cycles: { at-least: 5, at-most: 9 } }
      """;

  private static List<String> problems(String text) {
    ScenarioFile file = ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(file.scenario().isEmpty()).isEqualTo(!file.problems().isEmpty());
    return ProblemLines.of(file);
  }

  @Test
  void findsNothingWrongWithTheGoodFile() {
    assertThat(problems(GOOD)).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpus: 2 | cpu: 2 | 2:12: machine: found unknown key 'cpu', expected one of cpus, memory, core, timing, quantum, time-slice, page-cache, tracing; did you mean 'cpus'?
          cpus: 2 | cpus: two | 2:18: cpus: found 'two', expected a whole number from 1 to 64
          cpus: 2 | cpus: "2" | 2:18: cpus: found the text "2", expected a whole number from 1 to 64; remove the quotes
          cpus: 2 | cpus: 0 | 2:18: cpus: found '0', expected a whole number from 1 to 64
          cpus: 2 | cpus: | 2:17: cpus: found nothing, expected a whole number from 1 to 64
          cpus: 2 | cpus: [2] | 2:18: cpus: found a list, expected a whole number from 1 to 64
          cpus: 2 | cpus: 2, cpus: 3 | 2:21: machine: found key 'cpus' twice, expected it once
          128MiB | 128Mib | 2:29: memory: found '128Mib', expected a size from 8MiB to 64GiB; units are KiB, MiB, GiB (powers of 1024), KB, MB, GB
          128MiB | 99999999999999999999999MiB | 2:29: memory: found '99999999999999999999999MiB', expected a size from 8MiB to 64GiB
          128MiB | 100MB | 2:29: memory: found '100MB', expected whole pages of 4KiB; write MiB rather than MB
          skylake | skylak | 2:43: core: found 'skylak', expected one of skylake, goldencove; did you mean 'skylake'?
          skylake | "skylake,issue-widt=3" | 2:43: core: core skylake has no parameter 'issue-widt'; did you mean 'issue-width'?
          skylake | "skylake,issue-width=0" | 2:43: core: parameter 'issue-width=0' of a core: expected issue-width=NUMBER, from 1 to 64
          timing: fast | timing: slow | 2:60: timing: found 'slow', expected one of none, fast, detailed
          [populate, lazy | [populate, lasy, lazy | 3:21: designs: found 'lasy', expected one of populate, lazy, probe-blind, probe-checked, probe-counter, probe-site, thunk, split, ist-fault; did you mean 'lazy'?
          [populate, lazy | [ist-fault(reserve=4), lazy | 3:11: designs: found 'ist-fault(reserve=4)', expected one of populate, lazy, probe-blind, probe-checked, probe-counter, probe-site, thunk, split, ist-fault; write { ist-fault: { reserve: 4 } }
          probe-site: { pages: 2 } | split: { pages: 2 } | 3:45: split: found modifier 'pages', expected none; the segments of split are resident, so that nothing faults and nothing is probed
          probe-site: { pages: 2 } | thunk: { kernel-stacks: mmap } | 3:53: thunk: found modifier 'kernel-stacks', expected only fault-around; a thread of thunk starts on a resident kernel stack, and nothing is probed
          { malloc: 64 } | { syscall: { do: [ { syscall: { do: [ yield ] } } ] } }, { malloc: 64 } | 9:45: syscall: found inside another, expected application code; the service of a system call runs in the kernel already
          [populate, lazy | [lazy, populate, lazy | 3:27: designs: found 'lazy' twice, expected each design once; modifiers at their default do not make a design another
          pages: 2 | page: 2 | 3:43: probe-site: found unknown key 'page', expected one of pages, fault-around, thread-start-probe, kernel-stacks, lock-pages; did you mean 'pages'?
          pages: 2 | thread-start-probe: yes | 3:63: thread-start-probe: found 'yes', expected one of on, off
          name: helper | name: writer | 6:13: name: found 'writer', expected each thread name once
          name: helper | name: 9x | 6:13: name: found '9x', expected a name of letters, digits, '-' and '_', a letter first, 64 at most
          kind: kernel | kind: kern | 6:27: kind: found 'kern', expected one of application, kernel; did you mean 'kernel'?
          count: 3 | count: 3MiB | 5:28: count: found '3MiB', expected a whole number from 1 to 16,384; suffixes are K, M, G (powers of 1000)
          source: mmap | source: map | 5:48: source: found 'map', expected one of mmap, malloc; did you mean 'mmap'?
          size: 64KiB | size: 64KiB, guard: 4KiB | 6:80: guard: found '4KiB', expected none: stacks from malloc have no guard
          size: 1MiB | size: 1MiB, guard: 100 | 5:73: guard: found '100', expected whole pages of 4KiB
          run: write | run: writ | 5:73: run: found 'writ', expected the name of a program under 'programs'; did you mean 'write'?
          , run: idle | | 6:5: thread: missing key 'run'
          loop: 10, do | loop: 10, to | 8:12: loop: missing key 'do'
          do: [ { lock: m }, { unlock: m } ] | do: [] | 8:28: loop: found an empty list, expected a list, each item an operation such as { compute: 100 } or yield
          { unlock: m } | yield | 8:32: lock: 'm' is taken in each round, never released
          { lock: m }, | | 8:33: unlock: found 'm', which is not held here
          { lock: m } | { lok: m } | 8:32: operation: found 'lok', expected the name of an operation; did you mean 'lock'?
          { lock: m } | { lock: m }, lock | 8:43: operation: found 'lock', expected { lock: NAME }
          { lock: m } | { lock: m, wake: x } | 8:41: operation: found a second key 'wake', expected one; each operation is an item of its own
          { wake: e } | { wake: f } | 9:19: wait: found 'e', which no program wakes; did you mean 'f'?
          { malloc: 64 }, free | { malloc: 64 }, { loop: 3, do: [ free ] } | 9:57: free: of 3 rounds only 1 find something here, expected a malloc for each
          { malloc: 64 }, free | { loop: 2, do: [ { mmap: 4KiB } ] }, { loop: 2, do: [ munmap, munmap ] } | 9:86: munmap: of 2 rounds only 1 find something here, expected an mmap for each
          timing: fast | page-cache: 1GiB | 2:64: page-cache: found '1GiB', expected a size from 0B to 123MiB
          { malloc: 64 } | yield | 9:31: free: nothing is allocated here, expected a malloc before it
          { malloc: 64 }, free | { wait: forever }, free | 9:43: found 'free' after 'wait: forever', which is never reached
          { malloc: 64 } | { syscall: { do: [ { recurse: { frame: 1KiB, depth: 12, do: [ { compute: 1 } ] } } ] } }, { malloc: 64 } | 9:26: syscall: found functions that take 12,496 bytes of stack, expected at most 11,264; a system call stack has 16 KiB, of which the kernel's own functions need some, and no guard area
          { malloc: 64 } | { malloc: 64 }, { sleep: 10 } | 9:49: sleep: found '10', expected a duration from 1ns to 3600s, such as 50us; units are ns, us, ms, s
          lazy: { outcome | lasy: { outcome | 11:3: expect: found 'lasy', expected a design listed under 'designs'; did you mean 'lazy'?
          at-least: 5 | at-least: 50 | 11:53: cycles: found at-least above at-most, expected it below
          at-least: 5 | at-leest: 5 | 11:55: cycles: found unknown key 'at-leest', expected one of at-least, at-most; did you mean 'at-least'?
          scenario: good | scenari: good | 1:1: scenario file: found unknown key 'scenari', expected one of scenario, description, machine, designs, threads, programs, expect, limit; did you mean 'scenario'?
          """)
  void reportsWithPositionAndHint(String good, String bad, String expected) {
    assertThat(GOOD).contains(good);
    assertThat(problems(GOOD.replace(good, bad == null ? "" : bad))).contains(expected);
  }

  @Test
  void loopsMayGiveBackWhatLoopsHaveTaken() {
    String rounds = "1000000000000";
    String taken = nested(3, rounds, "{ malloc: 64 }");
    assertThat(problems(GOOD.replace("{ malloc: 64 }, free", taken + ", free"))).isEmpty();
    assertThat(
            problems(
                GOOD.replace(
                    "{ malloc: 64 }, free",
                    "{ loop: 6, do: [ { malloc: 64 } ] }, { loop: 3, do: [ free, free ] }")))
        .isEmpty();
  }

  private static String nested(int depth, String rounds, String body) {
    return depth == 0
        ? body
        : "{ loop: %s, do: [ %s ] }".formatted(rounds, nested(depth - 1, rounds, body));
  }

  @Test
  void aDesignWithABadModifierIsNotAlsoOneTooMany() {
    assertThat(problems(GOOD.replace("lazy, {", "lazy, { lazy: { pages: 2 } }, {")))
        .singleElement()
        .asString()
        .startsWith("3:37: lazy: found unknown key 'pages'");
  }

  @Test
  void reportsProgramsThatDoNotFit() {
    String many = "{ loop: 2, do: [ " + "{ compute: 1 }, ".repeat(40_000) + "yield ] }, ";
    assertThat(problems(GOOD.replace("{ wait: e },", "{ wait: e }, " + many)))
        .singleElement()
        .asString()
        .startsWith("8:3: programs: found ")
        .endsWith(" bytes of machine code, expected at most 1,048,576; use loop for what repeats");
  }

  @Test
  void reportsThreadsThatDoNotFit() {
    assertThat(
            problems(
                GOOD.replace("count: 3", "count: 16384")
                    .replace("128MiB", "8MiB")
                    .replace("cpus: 2", "page-cache: 3MiB")))
        .singleElement()
        .asString()
        .startsWith("5:3: threads: found ")
        .endsWith("; give the machine more memory");
  }

  @Test
  void offersOutcomesAndMetrics() {
    assertThat(problems(GOOD.replace("atomic-context", "atomic")))
        .singleElement()
        .asString()
        .startsWith("11:20: outcome: found 'fault-in-atomic', expected one of completed, ")
        .endsWith("; did you mean 'fault-in-atomic-context'?");
    assertThat(problems(GOOD.replace("cycles:", "cycle:")))
        .singleElement()
        .asString()
        .startsWith("11:45: lazy: found unknown key 'cycle', expected one of outcome, ")
        .endsWith("; did you mean 'cycles'?");
  }

  @Test
  void reportsAllProblemsOfAFileInItsOrder() {
    String text =
        GOOD.replace("cpus: 2", "cpus: 200")
            .replace("run: idle", "run: idel")
            .replace("at-most: 9", "at-most: nine");
    assertThat(problems(text))
        .containsExactly(
            "2:18: cpus: found '200', expected a whole number from 1 to 64",
            "6:80: run: found 'idel', expected the name of a program under 'programs';"
                + " did you mean 'idle'?",
            "11:77: at-most: found 'nine', expected a whole number from 0 to"
                + " 9,223,372,036,854,775,807");
  }

  @Test
  void reportsMissingSections() {
    assertThat(problems("description: nothing else\n"))
        .containsExactly(
            "1:1: scenario file: missing key 'scenario'",
            "1:1: scenario file: missing key 'designs'",
            "1:1: scenario file: missing key 'programs'",
            "1:1: scenario file: missing key 'threads'");
  }

  @Test
  void rendersTheLineAndACaret() {
    String text = GOOD.replace("core: skylake", "core: skylak");
    ScenarioFile file = ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    String rendered =
        file.problems().stream()
            .map(new ProblemRenderer(Style.PLAIN)::render)
            .collect(Collectors.joining());
    assertThat(rendered)
        .isEqualTo(
            """
            f.yaml:2:43: error: core: found 'skylak', expected one of skylake, goldencove; did you mean 'skylake'?
              machine: { cpus: 2, memory: 128MiB, core: skylak, timing: fast }
                                                        ^
            """);
  }
}
