package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Problem;
import ksim.cli.exec.CommandLineValues;
import ksim.cli.exec.MalformedValue;

/**
 * A file of blocks: comma-separated values, a block a line, its machine code in hexadecimal in the
 * first column. The first line may name the columns. Blank lines, and those that begin with {@code
 * #}, do not count.
 *
 * @param columns names of the columns behind the first; empty if the file does not name them
 * @param lines its blocks
 */
public record BlockFile(List<String> columns, List<BlockLine> lines) {
  private static final int SHOWN = 40;

  /** What spreadsheets put before text in UTF-8. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** What is made of the text of a file. */
  public sealed interface Result {
    /** It has blocks. */
    record Read(BlockFile file) implements Result {}

    /** It has mistakes; all of them are listed. */
    record Refused(List<Problem> problems) implements Result {}
  }

  /**
   * Reads a file.
   *
   * @param name its name, for messages
   * @param text its text
   */
  public static Result read(String name, String text) {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    List<String> columns = List.of();
    List<BlockLine> lines = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    int number = 0;
    boolean first = true;
    for (String line : content.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = cells(line);
      if (first && isHeading(cells.getFirst())) {
        columns = cells.subList(1, cells.size());
      } else {
        try {
          lines.add(
              new BlockLine(
                  number,
                  line,
                  cells.getFirst(),
                  CommandLineValues.bytes(cells.getFirst()),
                  cells.stream().skip(1).map(BlockFile::figure).toList()));
        } catch (MalformedValue e) {
          String hint = line.matches("[^,]*[;\\t].*") ? "columns are separated by commas" : "";
          problems.add(new Problem(name, number, 1, e.text(), hint, line));
        }
      }
      first = false;
    }
    if (lines.isEmpty() && problems.isEmpty()) {
      problems.add(
          Problem.ofFile(
              name, "found no block", "expected one a line, in hexadecimal, in the first column"));
    }
    return problems.isEmpty()
        ? new Result.Read(new BlockFile(List.copyOf(columns), List.copyOf(lines)))
        : new Result.Refused(List.copyOf(problems));
  }

  /**
   * Index among the figures of a column, or -1. Without names the first is {@code measured_cycles}.
   */
  public int column(String name) {
    return columns.isEmpty() && name.equals(Score.MEASURED) ? 0 : columns.indexOf(name);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(BlockFile::unquoted).toList();
  }

  private static String unquoted(String cell) {
    String text = cell.strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** Whether the first cell of a file is a name: a word with a letter that is no hex digit. */
  private static boolean isHeading(String cell) {
    return cell.matches("[A-Za-z_][A-Za-z_ ]*")
        && IntStream.range(0, cell.length()).anyMatch(i -> Character.digit(cell.charAt(i), 16) < 0);
  }

  private static OptionalDouble figure(String cell) {
    try {
      double value = Double.parseDouble(cell);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A block as it is shown in messages. */
  static String shown(String hex) {
    return Printable.shortened(hex, SHOWN);
  }
}
