package ksim.cli.report;

import java.util.Comparator;
import java.util.List;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Style;
import ksim.cli.report.Table.Cell;
import ksim.cli.report.Table.Column;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.SectionUse;

/** The atomic sections that a run entered, deepest first. */
final class SectionTable {
  private static final int NAME_SHOWN = 30;
  private static final List<Column> COLUMNS =
      List.of(
          new Column("", "site", false),
          new Column("", "in", false),
          new Column("", "kind", false),
          new Column("", "rule", true),
          new Column("", "entered", true),
          new Column("max", "depth", true),
          new Column("max", "cycles", true));

  private final Style style;

  SectionTable(Style style) {
    this.style = style;
  }

  String render(DesignResult design) {
    Table table = new Table(COLUMNS);
    byDepth(design.sections())
        .forEach(
            section ->
                table.row(
                    List.of(
                        name(section.site()),
                        name(section.function()),
                        Cell.of(section.kind().id()),
                        Cell.of(String.valueOf(section.rule().number())),
                        Cell.of(Units.count(section.entered())),
                        Cell.of(Units.grouped(section.maxDepthBytes()) + " B"),
                        Cell.of(Units.count(section.maxCycles())))));
    return "  " + design.design() + ": atomic sections\n" + table.render(style::strong);
  }

  private static Cell name(String name) {
    return Cell.of(Printable.shortened(name, NAME_SHOWN));
  }

  private static List<SectionUse> byDepth(List<SectionUse> sections) {
    return sections.stream()
        .sorted(
            Comparator.comparingLong(SectionUse::maxDepthBytes)
                .reversed()
                .thenComparing(SectionUse::site))
        .toList();
  }
}
