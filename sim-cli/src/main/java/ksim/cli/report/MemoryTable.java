package ksim.cli.report;

import java.util.List;
import ksim.cli.diag.Style;
import ksim.cli.report.Table.Cell;
import ksim.cli.report.Table.Column;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.MemoryUse;

/** Where the kernel's page frames are at the end, and an alarm where that does not add up. */
final class MemoryTable {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("", "design", false),
          new Column("", "frames", true),
          new Column("", "stacks", true),
          new Column("entry", "stacks", true),
          new Column("map-", "pings", true),
          new Column("page", "tables", true),
          new Column("", "heap", true),
          new Column("page", "cache", true),
          new Column("in", "transit", true),
          new Column("", "free", true));

  private final Style style;

  MemoryTable(Style style) {
    this.style = style;
  }

  String render(List<DesignResult> designs) {
    Table table = new Table(COLUMNS);
    StringBuilder alarms = new StringBuilder();
    for (DesignResult design : designs) {
      MemoryUse memory = design.memory();
      List<String> label = DesignLabel.lines(design.design());
      table.row(
          List.of(
              Cell.of(label.getFirst()),
              cell(memory.totalBytes()),
              cell(memory.stackBytes()),
              cell(memory.entryStackBytes()),
              cell(memory.mappingBytes()),
              cell(memory.pageTableBytes()),
              cell(memory.heapBytes()),
              cell(memory.pageCacheBytes()),
              cell(memory.inTransitBytes()),
              cell(memory.freeBytes())));
      label.stream().skip(1).forEach(table::continuation);
      memory.discrepancy().ifPresent(found -> alarms.append(alarm(design, found)));
    }
    return table.render(style::strong) + alarms;
  }

  private String alarm(DesignResult design, String discrepancy) {
    String heading = style.bad("MEMORY DOES NOT ADD UP");
    return "  " + heading + "  " + design.design() + ": " + discrepancy + "\n";
  }

  private static Cell cell(long bytes) {
    return Cell.of(Units.bytes(bytes));
  }
}
