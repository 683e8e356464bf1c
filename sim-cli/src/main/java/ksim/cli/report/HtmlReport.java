package ksim.cli.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ksim.sched.scenario.ScenarioResult;

/**
 * The report for a browser: one file that loads nothing. Page, style and scripts are resources; the
 * charts are drawn by Apache ECharts, which is written into the file. A Content-Security-Policy
 * forbids the network, and scripts other than these.
 */
public final class HtmlReport {
  private static final Pattern PLACEHOLDER = Pattern.compile("<!--ksim:([a-z]+)-->");
  private static final List<String> SCRIPTS =
      List.of("format.js", "theme.js", "charts.js", "residency.js", "tables.js", "page.js");

  private HtmlReport() {}

  /** The report on {@code results}, in their order. */
  public static String render(List<ScenarioResult> results) {
    String library = script(Resource.webJar("echarts", "dist/echarts.min.js"));
    String page = script(SCRIPTS.stream().map(Resource::page).collect(Collectors.joining("\n")));
    Map<String, String> parts =
        Map.of(
            "policy",
            "script-src " + hash(library) + " " + hash(page),
            "style",
            Resource.page("page.css"),
            "notice",
            Resource.webJar("echarts", "NOTICE").strip(),
            "data",
            PageData.render(results),
            "library",
            library,
            "script",
            page);
    return PLACEHOLDER
        .matcher(Resource.page("page.html"))
        .replaceAll(found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), "")));
  }

  /** Script text that cannot end the element that it stands in. */
  private static String script(String text) {
    return text.replace("\r\n", "\n").replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
