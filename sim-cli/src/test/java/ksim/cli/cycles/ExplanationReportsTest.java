package ksim.cli.cycles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import ksim.cli.Approved;
import ksim.cli.diag.Style;
import org.junit.jupiter.api.Test;

class ExplanationReportsTest {
  private static final String TITLE = "480faf03<&>, core skylake, unrolled";

  @Test
  void textIsAsApproved() throws IOException {
    Approved.check(
        "cycles-explain.txt",
        ExplanationText.of(SampleExplanation.explanation(), TITLE, Style.PLAIN));
  }

  @Test
  void timelineIsAsApproved() throws IOException {
    Approved.check(
        "cycles-timeline.txt", TimelineText.of(SampleExplanation.explanation(), 3, Style.PLAIN));
  }

  @Test
  void jsonIsAsApproved() throws IOException {
    Approved.check(
        "cycles-explain.json",
        ExplanationJson.of(SampleExplanation.explanation(), "480faf03", "skylake", "unrolled"));
  }

  @Test
  void pageIsAsApproved() throws IOException {
    Approved.check(
        "cycles-explain.html", ExplanationHtml.of(SampleExplanation.explanation(), TITLE, 2));
  }

  @Test
  void pageLoadsNothing() {
    String page = ExplanationHtml.of(SampleExplanation.explanation(), TITLE, 2);
    assertThat(page).doesNotContain("http:", "https:", "<script", "src=", "url(", "<link");
    assertThat(page).contains("480faf03&lt;&amp;&gt;").contains("default-src 'none'");
  }

  @Test
  void aTimelineShowsAsManyIterationsAsThereAre() {
    assertThat(Timeline.of(SampleExplanation.explanation(), 1).rows()).hasSize(4);
    assertThat(Timeline.of(SampleExplanation.explanation(), 100).rows()).hasSize(16);
    assertThat(Timeline.of(SampleExplanation.explanation(), 1).cycles()).isEqualTo(18);
  }
}
