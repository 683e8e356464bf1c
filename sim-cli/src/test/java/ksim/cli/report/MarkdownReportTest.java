package ksim.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import ksim.cli.Approved;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
  @Test
  void isAPullRequestsComment() throws IOException {
    Approved.check("report.md", MarkdownReport.render(List.of(SampleResults.unmet())));
  }

  @Test
  void saysInTheFirstLineWhetherItPassed() {
    assertThat(MarkdownReport.render(List.of(SampleResults.asExpected())))
        .startsWith("## ksim: passed\n");
    assertThat(MarkdownReport.render(List.of(SampleResults.failedUnexpectedly())))
        .startsWith("## ksim: FAILED\n");
  }

  @Test
  void showsADeadlockAndMemoryThatDoesNotAddUp() {
    assertThat(
            MarkdownReport.render(List.of(SampleOutcomes.everyKind(), SampleOutcomes.notClosing())))
        .contains("<details><summary>deadlock(thread-start-probe=off): deadlock</summary>")
        .contains("waits       writer-0 for vma_lock, for reading")
        .contains("**populate**: 4,096 bytes of page frames are accounted for twice");
  }

  @Test
  void textIsNotTakenForMarkup() {
    assertThat(Markdown.text("a|b `c` *d* _e_ [f](g) <h> & \\"))
        .isEqualTo("a\\|b \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g) &lt;h&gt; &amp; \\\\");
    assertThat(Markdown.text("@name fixes #12, not # or @"))
        .isEqualTo("@<!-- -->name fixes #<!-- -->12, not # or @");
    assertThat(Markdown.text("two\nlines")).isEqualTo("two?lines");
  }

  @Test
  void aFenceIsLongerThanThoseInside() {
    assertThat(Markdown.verbatim("a\n```\nb\n")).isEqualTo("````text\na\n```\nb\n````\n");
    assertThat(Markdown.verbatim("a")).isEqualTo("```text\na\n```\n");
  }
}
