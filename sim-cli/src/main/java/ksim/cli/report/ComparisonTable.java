package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import ksim.cli.diag.Style;
import ksim.cli.report.Table.Cell;
import ksim.cli.report.Table.Column;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.OutcomeKind;

/** One row for each design; the best value of a column among those that completed is marked. */
final class ComparisonTable {
  private static final Pattern LABEL_PARTS = Pattern.compile("[(),]");
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
    Best cycles = new Best(designs, DesignResult::cycles);
    Best peak = new Best(designs, design -> design.stacks().peakResidentBytes());
    Best saved = new Best(designs, design -> -design.stacks().savedPercent());
    Best irqOff = new Best(designs, DesignResult::irqOffCyclesMax);
    Table table = new Table(COLUMNS);
    for (DesignResult design : designs) {
      List<String> label = label(design);
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

  /** A design's name and below it each of its modifiers. */
  private static List<String> label(DesignResult design) {
    List<String> lines = new ArrayList<>();
    LABEL_PARTS
        .splitAsStream(design.design())
        .forEach(part -> lines.add(lines.isEmpty() ? part : "  " + part));
    return lines;
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

  /** Knows the smallest figure among the designs that completed, if they differ. */
  private final class Best {
    private final ToDoubleFunction<DesignResult> figure;
    private final OptionalDouble best;

    Best(List<DesignResult> designs, ToDoubleFunction<DesignResult> figure) {
      this.figure = figure;
      double[] sorted =
          designs.stream()
              .filter(ComparisonTable::completed)
              .mapToDouble(figure)
              .sorted()
              .toArray();
      boolean differ = sorted.length > 1 && sorted[0] < sorted[sorted.length - 1];
      this.best = differ ? OptionalDouble.of(sorted[0]) : OptionalDouble.empty();
    }

    boolean exists() {
      return best.isPresent();
    }

    Cell cell(DesignResult design, String text) {
      if (best.isEmpty()) {
        return Cell.of(text);
      }
      boolean marked = completed(design) && figure.applyAsDouble(design) <= best.getAsDouble();
      return marked ? new Cell(text, style::good, '*') : Cell.of(text);
    }
  }
}
