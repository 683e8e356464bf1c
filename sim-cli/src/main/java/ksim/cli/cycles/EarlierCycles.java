package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Problem;

/**
 * Cycles that were predicted before, as {@code ksim cycles --csv} wrote them, or {@code --score}
 * with {@code --format csv}.
 *
 * @param byBlock the cycles of each block, by its digits in lower case
 */
public record EarlierCycles(Map<String, Double> byBlock) {
  private static final List<String> COLUMNS = List.of("cycles", "predicted_cycles");
  private static final String EXPECTED =
      "expected lines 'hex,cycles' as 'ksim cycles --csv' prints";
  private static final int SHOWN = 40;

  /** What is made of a file. */
  public sealed interface Result {
    /** It has cycles. */
    record Read(EarlierCycles cycles) implements Result {}

    /** It has mistakes; all of them are listed. */
    record Refused(List<Problem> problems) implements Result {}
  }

  /**
   * Takes the cycles from a file.
   *
   * @param name its name, for messages
   * @param file its blocks; a block without cycles is one that could not be measured
   */
  public static Result of(String name, BlockFile file) {
    int column = column(file);
    if (column < 0) {
      String found = Printable.shortened(String.join(", ", file.columns()), SHOWN);
      return refused(
          Problem.ofFile(
              name,
              "found the columns '%s', expected '%s' or '%s'"
                  .formatted(found, COLUMNS.getFirst(), COLUMNS.getLast()),
              EXPECTED));
    }
    Map<String, Double> cycles = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (BlockLine line : file.lines()) {
      OptionalDouble figure =
          column < line.figures().size() ? line.figures().get(column) : OptionalDouble.empty();
      if (figure.isPresent() && figure.getAsDouble() > 0) {
        cycles.put(line.digits(), figure.getAsDouble());
      } else {
        problem(name, line, column).ifPresent(problems::add);
      }
    }
    if (cycles.isEmpty() && problems.isEmpty()) {
      problems.add(Problem.ofFile(name, "found no block with cycles", EXPECTED));
    }
    return problems.isEmpty()
        ? new Result.Read(new EarlierCycles(Map.copyOf(cycles)))
        : new Result.Refused(List.copyOf(problems));
  }

  private static Result refused(Problem problem) {
    return new Result.Refused(List.of(problem));
  }

  private static int column(BlockFile file) {
    return file.columns().isEmpty()
        ? 0
        : COLUMNS.stream()
            .mapToInt(file.columns()::indexOf)
            .filter(i -> i >= 0)
            .findFirst()
            .orElse(-1);
  }

  /** What is wrong with a line without cycles; nothing if their place is blank. */
  private static Optional<Problem> problem(String name, BlockLine line, int column) {
    int from = 0;
    for (int i = 0; i <= column; i++) {
      from = line.text().indexOf(',', from) + 1;
      if (from == 0) {
        return Optional.of(
            problem(name, line, line.text().length(), "found no cycles behind the block"));
      }
    }
    int comma = line.text().indexOf(',', from);
    String cell = line.text().substring(from, comma < 0 ? line.text().length() : comma).strip();
    return cell.isEmpty()
        ? Optional.empty()
        : Optional.of(
            problem(
                name,
                line,
                from,
                "found '%s', expected cycles above 0".formatted(Printable.shortened(cell, SHOWN))));
  }

  private static Problem problem(String name, BlockLine line, int offset, String message) {
    int column = line.text().codePointCount(0, offset) + 1;
    return new Problem(name, line.number(), column, message, EXPECTED, line.text());
  }

  /** Whether one of the blocks of a file is among these. */
  public boolean knowsAnyOf(BlockFile file) {
    return file.lines().stream().anyMatch(line -> byBlock.containsKey(line.digits()));
  }
}
