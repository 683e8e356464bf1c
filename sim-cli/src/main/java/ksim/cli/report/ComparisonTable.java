package ksim.cli.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import ksim.cli.diag.Style;
import ksim.cli.report.Table.Cell;
import ksim.cli.report.Table.Column;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.OutcomeKind;

/** One row for each design; the best value of a column among those that completed is marked. */
final class ComparisonTable {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("", "design", false),
          new Column("", "outcome", false),
          new Column("", "cycles", true),
          new Column("over-", "head", true),
          new Column("stack", "peak", true),
          new Column("", "reserved", true),
          new Column("", "saved", true),
          new Column("stack", "faults", true),
          new Column("in", "probe", true),
          new Column("", "probes", true),
          new Column("irq-off", "max", true));

  private final Style style;

  ComparisonTable(Style style) {
    this.style = style;
  }

  String render(List<DesignResult> designs) {
    Figure cycles = new Figure(designs, DesignResult::cycles);
    Figure peak = new Figure(designs, design -> design.stacks().peakResidentBytes());
    Figure saved = new Figure(designs, design -> -design.stacks().savedPercent());
    Figure irqOff = new Figure(designs, DesignResult::irqOffCyclesMax);
    Table table = new Table(COLUMNS);
    for (DesignResult design : designs) {
      List<String> label = DesignLabel.lines(design.design());
      table.row(
          List.of(
              Cell.of(label.getFirst()),
              outcome(design),
              cycles.cell(design, Units.count(design.cycles())),
              Cell.of(overhead(design.overheadPercent())),
              peak.cell(design, Units.bytes(design.stacks().peakResidentBytes())),
              Cell.of(Units.bytes(design.stacks().reservedBytes())),
              saved.cell(design, Units.percent(design.stacks().savedPercent())),
              Cell.of(Units.count(design.faults().stack())),
              Cell.of(Units.count(design.faults().inProbe())),
              Cell.of(Units.count(design.probes().executed())),
              irqOff.cell(design, Units.count(design.irqOffCyclesMax()))));
      label.stream().skip(1).forEach(table::continuation);
    }
    boolean marked = cycles.exists() || peak.exists() || saved.exists() || irqOff.exists();
    return table.render(style::strong)
        + (marked ? "  " + style.faint("* best of the designs that completed") + "\n" : "");
  }

  private Cell outcome(DesignResult design) {
    String kind = design.outcome().kind().id();
    return new Cell(kind, completed(design) ? style::good : style::bad, ' ');
  }

  private static String overhead(OptionalDouble percent) {
    return percent.isPresent() ? Units.difference(percent.getAsDouble()) : "-";
  }

  private static boolean completed(DesignResult design) {
    return design.outcome().kind() == OutcomeKind.COMPLETED;
  }

  /** A column's figure and its best value among the designs that completed. */
  private final class Figure {
    private final ToDoubleFunction<DesignResult> figure;
    private final Best best;

    Figure(List<DesignResult> designs, ToDoubleFunction<DesignResult> figure) {
      this.figure = figure;
      this.best = Best.of(designs.stream().filter(ComparisonTable::completed).mapToDouble(figure));
    }

    boolean exists() {
      return best.exists();
    }

    Cell cell(DesignResult design, String text) {
      boolean marked = completed(design) && best.is(figure.applyAsDouble(design));
      return Best.cell(text, marked, style::good);
    }
  }
}
