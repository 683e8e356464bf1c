package ksim.cli.yaml;

import java.nio.charset.StandardCharsets;
import java.util.List;
import ksim.cli.diag.Problem;

/** The problems of a scenario file's text, each as {@code line:column: message; hint}. */
final class ProblemLines {
  private ProblemLines() {}

  static List<String> of(String text) {
    return of(ScenarioFile.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8)));
  }

  static List<String> of(ScenarioFile file) {
    return file.problems().stream().map(ProblemLines::oneLine).toList();
  }

  private static String oneLine(Problem problem) {
    String hint = problem.hint().isEmpty() ? "" : "; " + problem.hint();
    return problem.line() + ":" + problem.column() + ": " + problem.message() + hint;
  }
}
