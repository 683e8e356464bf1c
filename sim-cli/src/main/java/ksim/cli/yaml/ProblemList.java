package ksim.cli.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ksim.cli.diag.Problem;

/** Collects the problems of one file. */
final class ProblemList {
  private final SourceText source;
  private final List<Problem> problems = new ArrayList<>();

  ProblemList(SourceText source) {
    this.source = source;
  }

  void add(YamlNode node, String message, String hint) {
    add(node.line(), node.column(), message, hint);
  }

  void add(int line, int column, String message, String hint) {
    problems.add(new Problem(source.name(), line, column, message, hint, source.line(line)));
  }

  int size() {
    return problems.size();
  }

  /** The problems in the order of the file. */
  List<Problem> inFileOrder() {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
