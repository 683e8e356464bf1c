package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ksim.sched.audit.Site;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.ProbeSite;
import org.junit.jupiter.api.Test;

/** Holds the table of sites in the kernel's description to the code. */
final class KernelDocumentTest {
  @Test
  void listsEverySite() throws IOException {
    KernelBuilder builder =
        new KernelBuilder(
            new ProbeSite(Modifiers.DEFAULT), KernelParameters.of(1, 64 * KernelRun.MIB));
    List<String> rows = builder.build().sites().stream().map(KernelDocumentTest::row).toList();
    List<String> document =
        Files.readAllLines(Path.of("docs", "kernel.md")).stream()
            .filter(
                line -> line.startsWith("| `") && line.chars().filter(c -> c == '|').count() == 6)
            .toList();
    assertThat(document).containsExactlyInAnyOrderElementsOf(rows);
  }

  private static String row(Site site) {
    String function = site.function().equals(site.name()) ? "" : "`" + site.function() + "` ";
    return String.format(
        "| `%s` | %s| %s | %d | %s |",
        site.name(), function, site.kind().id(), site.rule().number(), site.declaration().reason());
  }
}
