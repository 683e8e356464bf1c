package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import ksim.cli.diag.Problem;
import org.junit.jupiter.api.Test;

/** What does not fit in the machine is a problem of the file, found before anything runs. */
class ImageSizeProblemsTest {
  private static String problem(String machine, String threads, String program) {
    String text =
        """
        scenario: large
        machine: %s
        designs: [lazy, { probe-blind: { pages: 16 } }]
        threads:
        %s
        programs:
          p: [ %s ]
        """
            .formatted(machine, threads, program);
    ScenarioFile file = ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(file.problems()).hasSize(1);
    Problem problem = file.problems().getFirst();
    assertThat(problem.line()).isGreaterThan(6);
    return problem.message();
  }

  @Test
  void codeThatReachesIntoTheData() {
    String section = "{ irq-off: { do: [ { compute: 1 } ] } }, ";
    assertThat(problem("{ cpus: 1 }", "  - { name: a, run: p }", section.repeat(7_000) + "yield"))
        .startsWith("programs: found 1,")
        .endsWith(
            " bytes of code for the kernel and its programs, there is room for 1,048,576,"
                + " under probe-blind(pages=16)");
  }

  @Test
  void moreThreadsThanTheMemoryHasRoomForInTheKernelsTables() {
    String groups =
        """
          - { name: a, count: 16384, run: p }
          - { name: b, count: 16384, run: p }
          - { name: c, count: 16384, run: p }
        """;
    assertThat(problem("{ memory: 8MiB }", groups, "yield"))
        .matches(
            "programs: found a kernel that ends at [0-9,]+ bytes for 1 CPUs and 49,152 threads,"
                + " there is room for 8,388,608, under lazy");
  }

  @Test
  void aPageCacheBehindTheEndOfMemory() {
    assertThat(problem("{ memory: 8MiB, page-cache: 6MiB }", "  - { name: a, run: p }", "yield"))
        .isEqualTo(
            "programs: found a page cache of 1,536 pages, there is room for 768, under lazy");
  }
}
