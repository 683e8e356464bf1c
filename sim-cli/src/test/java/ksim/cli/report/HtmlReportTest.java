package ksim.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import ksim.sched.scenario.ScenarioResult;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
  private static final List<ScenarioResult> RESULTS =
      List.of(
          SampleResults.asExpected(),
          SampleResults.unmet(),
          SampleOutcomes.everyKind(),
          SampleOutcomes.notClosing());
  private static final Pattern SCRIPT =
      Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern LOADS =
      Pattern.compile(
          "(?i)<(link|img|iframe|object|embed|base|form)\\b|\\bsrc\\s*=\\s*[\"']|url\\(|@import");
  private static final Pattern NETWORK =
      Pattern.compile("\\bfetch\\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\\(");

  private static List<MatchResult> scripts(String page) {
    return SCRIPT.matcher(page).results().toList();
  }

  private static JsonNode data(String page) {
    return JsonMapper.builder().build().readTree(scripts(page).getFirst().group(2));
  }

  @Test
  void loadsNothing() {
    String page = HtmlReport.render(RESULTS);
    String markup = SCRIPT.matcher(page).replaceAll("");
    assertThat(LOADS.matcher(markup).results()).isEmpty();
    assertThat(scripts(page)).hasSize(3).allMatch(script -> !script.group(1).contains("src"));
    assertThat(NETWORK.matcher(scripts(page).get(2).group(2)).results()).isEmpty();
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void thePolicyAllowsItsOwnScriptsOnly() throws NoSuchAlgorithmException {
    String page = HtmlReport.render(RESULTS);
    for (MatchResult script : scripts(page).subList(1, 3)) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(script.group(2).getBytes(StandardCharsets.UTF_8));
      assertThat(page).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(page).doesNotContain("script-src 'unsafe-inline'");
  }

  @Test
  void holdsTheWholeReportAndEachScenario() {
    JsonNode data = data(HtmlReport.render(RESULTS));
    assertThat(data.get("report"))
        .isEqualTo(JsonMapper.builder().build().readTree(JsonReport.render(RESULTS)));
    assertThat(data.get("scenarios").size()).isEqualTo(RESULTS.size());
    JsonNode lazy = data.get("scenarios").get(0).get("designs").get(1);
    assertThat(lazy.get("diagnosis").asString()).contains("disabled by runqueue_lock");
    assertThat(lazy.get("residency").toString())
        .isEqualTo(
            "{\"patterns\":[\"U1 A255\",\"R16\"],\"threads\":[[2,0,0],[2,1,1]],"
                + "\"names\":[[\"writer-\",0,2],[\"helper-\",0,2]]}");
  }

  @Test
  void textOfTheGuestCannotLeaveTheDataBlock() {
    String page = HtmlReport.render(List.of(SampleOutcomes.everyKind()));
    assertThat(scripts(page).getFirst().group(2)).doesNotContain("<");
    assertThat(data(page).toString()).contains("<b>");
  }

  @Test
  void sameResultsGiveTheSameBytes() {
    assertThat(HtmlReport.render(RESULTS)).isEqualTo(HtmlReport.render(RESULTS));
  }

  @Test
  void aThousandThreadsStaySmall() {
    int library = Resource.webJar("echarts", "dist/echarts.min.js").length();
    int page = HtmlReport.render(List.of(LargeSample.of(1_000))).length();
    assertThat(page - library).isLessThan(150_000);
  }

  @Test
  void namesTheLicenceOfTheLibrary() {
    assertThat(HtmlReport.render(List.of()))
        .contains("The Apache Software Foundation", "Licensed under the Apache License");
  }
}
