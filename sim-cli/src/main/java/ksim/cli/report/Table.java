package ksim.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Aligned columns under headings of one or two lines. */
final class Table {
  /**
   * A column.
   *
   * @param upper first line of its heading; may be empty
   * @param lower second line of its heading
   * @param right whether its cells are aligned to the right
   */
  record Column(String upper, String lower, boolean right) {}

  /**
   * A cell.
   *
   * @param text its text
   * @param style colours it; must not change the visible width
   * @param mark stands behind it, in the gap to the next column; a space for none
   */
  record Cell(String text, UnaryOperator<String> style, char mark) {
    static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity(), ' ');
    }
  }

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  Table(List<Column> columns) {
    this.columns = columns;
  }

  void row(List<Cell> cells) {
    rows.add(cells);
  }

  /** Adds a line that continues the first cell of the row above; it may run over the next ones. */
  void continuation(String text) {
    rows.add(List.of(Cell.of(text)));
  }

  /** The table's lines, each ended, indented by two. */
  String render(UnaryOperator<String> headingStyle) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              Math.max(columns.get(i).upper().length(), columns.get(i).lower().length()),
              rows.stream()
                  .filter(row -> row.size() == columns.size())
                  .mapToInt(row -> row.get(column).text().length())
                  .max()
                  .orElse(0));
    }
    StringBuilder text = new StringBuilder();
    line(text, columns.stream().map(c -> new Cell(c.upper(), headingStyle, ' ')).toList(), widths);
    line(text, columns.stream().map(c -> new Cell(c.lower(), headingStyle, ' ')).toList(), widths);
    text.append("  ").append("-".repeat(Arrays.stream(widths).sum() + 2 * (widths.length - 1)));
    text.append('\n');
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private void line(StringBuilder text, List<Cell> cells, int[] widths) {
    StringBuilder line = new StringBuilder("  ");
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - cell.text().length()));
      String shown = cell.text().isEmpty() ? "" : cell.style().apply(cell.text());
      line.append(columns.get(i).right() ? padding + shown : shown + padding);
      line.append(cell.mark()).append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
