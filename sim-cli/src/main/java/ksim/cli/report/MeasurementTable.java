package ksim.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Style;
import ksim.cli.report.Table.Column;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Measurement;

/** What {@code measure} operations have measured: designs side by side for each of them. */
final class MeasurementTable {
  private static final int NAME_SHOWN = 40;
  private static final List<Column> COLUMNS =
      List.of(
          new Column("", "design", false),
          new Column("", "measured", false),
          new Column("cycles", "a round", true),
          new Column("over-", "head", true),
          new Column("", "rounds", true));

  private final Style style;

  MeasurementTable(Style style) {
    this.style = style;
  }

  /** The table; empty where nothing was measured. */
  String render(List<DesignResult> designs) {
    List<String> names = names(designs);
    if (names.isEmpty()) {
      return "";
    }
    Table table = new Table(COLUMNS);
    names.forEach(name -> rows(table, designs, name));
    return table.render(style::strong);
  }

  /** The names of all measurements, in order. */
  static List<String> names(List<DesignResult> designs) {
    return designs.stream()
        .flatMap(design -> design.measurements().stream())
        .map(Measurement::name)
        .distinct()
        .sorted()
        .toList();
  }

  private void rows(Table table, List<DesignResult> designs, String name) {
    Best best = best(designs, name);
    for (DesignResult design : designs) {
      for (Measurement measured : design.measurements()) {
        if (!measured.name().equals(name)) {
          continue;
        }
        List<String> label = DesignLabel.lines(design.design());
        OptionalDouble round = measured.cyclesPerRound();
        boolean marked = round.isPresent() && best.is(round.getAsDouble());
        table.row(
            List.of(
                Table.Cell.of(label.getFirst()),
                Table.Cell.of(Printable.shortened(name, NAME_SHOWN)),
                Best.cell(cycles(round), marked, style::good),
                Table.Cell.of(difference(measured.overheadPercent())),
                Table.Cell.of(Units.count(measured.rounds()))));
        label.stream().skip(1).forEach(table::continuation);
      }
    }
  }

  /** The fewest cycles a round. */
  static Best best(List<DesignResult> designs, String name) {
    return Best.of(
        designs.stream()
            .flatMap(design -> design.measurements().stream())
            .filter(measured -> measured.name().equals(name))
            .flatMapToDouble(measured -> measured.cyclesPerRound().stream()));
  }

  /** Cycles a round with one decimal. */
  static String cycles(OptionalDouble round) {
    return round.isPresent() ? String.format(Locale.ROOT, "%,.1f", round.getAsDouble()) : "-";
  }

  private static String difference(OptionalDouble percent) {
    return percent.isPresent() ? Units.difference(percent.getAsDouble()) : "-";
  }
}
