package ksim.cli.report;

import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import ksim.cli.report.Table.Cell;

/**
 * The smallest of some figures, to be marked.
 *
 * @param value the smallest; empty where there are fewer than two or all are the same
 */
record Best(OptionalDouble value) {
  static Best of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    boolean differ = sorted.length > 1 && sorted[0] < sorted[sorted.length - 1];
    return new Best(differ ? OptionalDouble.of(sorted[0]) : OptionalDouble.empty());
  }

  boolean exists() {
    return value.isPresent();
  }

  /** Whether {@code figure} is the best one. */
  boolean is(double figure) {
    return value.isPresent() && figure <= value.getAsDouble();
  }

  /** A cell, marked where {@code marked} holds. */
  static Cell cell(String text, boolean marked, UnaryOperator<String> style) {
    return marked ? new Cell(text, style, '*') : Cell.of(text);
  }
}
