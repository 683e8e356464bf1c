package ksim.cli.diag;

/**
 * Writes problems the way compilers do: {@code file:line:column: error: message; hint}, the source
 * line, and a caret below the place.
 */
public final class ProblemRenderer {
  /** Longest part of a source line that is shown, in code points. */
  private static final int WINDOW = 100;

  private final Style style;

  /**
   * @param style colours
   */
  public ProblemRenderer(Style style) {
    this.style = style;
  }

  /** The text of {@code problem}, each of its lines ended. */
  public String render(Problem problem) {
    StringBuilder text = new StringBuilder(Printable.of(problem.file()));
    if (problem.line() > 0) {
      text.append(':').append(problem.line()).append(':').append(problem.column());
    }
    text.append(": ").append(style.bad("error:")).append(' ');
    text.append(Printable.of(problem.message()));
    if (!problem.hint().isEmpty()) {
      text.append("; ").append(Printable.of(problem.hint()));
    }
    text.append('\n');
    if (problem.line() > 0) {
      appendSource(text, problem);
    }
    return text.toString();
  }

  private void appendSource(StringBuilder text, Problem problem) {
    int[] line = problem.sourceLine().codePoints().toArray();
    int caret = Math.min(problem.column() - 1, line.length);
    int from = caret < WINDOW - 10 ? 0 : Math.min(caret - WINDOW / 2, line.length - WINDOW / 2);
    int to = Math.min(line.length, from + WINDOW);
    String before = from > 0 ? "..." : "";
    String after = to < line.length ? "..." : "";
    String shown = Printable.of(new String(line, from, to - from));
    text.append("  ").append(before).append(shown).append(after).append('\n');
    text.append(" ".repeat(2 + before.length() + caret - from)).append(style.good("^"));
    text.append('\n');
  }
}
