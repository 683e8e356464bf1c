/** Tables of figures. */
const tables = (() => {
  const { element } = format;
  const completed = (design) => design.outcome.kind === "completed";

  /** A column: its heading, its text for a row, and what else is to be known of it. */
  const text = (heading, value) => ({ heading, value });
  const number = (heading, value, more = {}) => ({ heading, value, numeric: true, ...more });

  function table(caption, columns, rows) {
    const head = columns.map(({ heading, numeric }) => element("th", { scope: "col", class: numeric ? "number" : false }, heading));
    const body = rows.map((row) => element("tr", {}, ...columns.map((column, i) => cell(column, row, rows, i === 0))));
    return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)));
  }

  function cell(column, row, rows, first) {
    const value = column.value(row);
    if (first) return element("th", { scope: "row" }, value);
    const best = column.best && isBest(column.best, row, rows);
    const classes = [column.numeric && "number", column.whole && "whole", best && "best", column.bad?.(row) && "bad"].filter(Boolean).join(" ");
    return element("td", { class: classes || false }, value, column.best ? element("span", { class: "mark", "aria-hidden": !best && "true" }, "*") : null);
  }

  /** Whether a row has the smallest figure of those that have one, if they differ. */
  function isBest(figure, row, rows) {
    const figures = rows.map(figure).filter((value) => value !== null);
    const smallest = Math.min(...figures);
    return figure(row) === smallest && figures.length > 1 && Math.max(...figures) > smallest;
  }

  const best = (figure) => ({ best: (design) => (completed(design) ? figure(design) : null) });

  function comparison(designs) {
    return table("Designs side by side; * is the best of those that completed", [
      text("design", (d) => format.design(d.design)),
      { ...text("outcome", (d) => d.outcome.kind + (d.expected && !completed(d) ? " (as expected)" : "")), bad: (d) => !d.expected, whole: true },
      number("cycles", (d) => format.count(d.cycles), best((d) => d.cycles)),
      number("overhead", (d) => format.difference(d.overheadPercent)),
      number("peak stacks", (d) => format.bytes(d.stacks.peakResidentBytes), best((d) => d.stacks.peakResidentBytes)),
      number("reserved", (d) => format.bytes(d.stacks.reservedBytes)),
      number("saved", (d) => format.percent(d.stacks.savedPercent), best((d) => -d.stacks.savedPercent)),
      number("stack faults", (d) => format.count(d.faults.stack)),
      number("in a probe", (d) => format.count(d.faults.inProbe)),
      number("slept", (d) => format.count(d.faults.slept)),
      number("probes", (d) => format.count(d.probes.executed)),
      number("probe cycles", (d) => format.count(d.probes.cycles)),
      number("irq\u2011off max", (d) => format.count(d.irqOffCyclesMax), best((d) => d.irqOffCyclesMax)),
    ], designs);
  }

  function measurements(designs) {
    const rows = designs.flatMap((d) => d.measurements.map((measured) => ({ ...measured, design: d.design })));
    rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const least = (row) => rows.filter((each) => each.name === row.name);
    return rows.length === 0 ? null : table("Measurements; * is the fewest cycles a round", [
      text("measured", (row) => row.name),
      text("design", (row) => format.design(row.design)),
      number("cycles a round", (row) => (row.cyclesPerRound === null ? "-" : row.cyclesPerRound.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })),
        { best: (row) => (isBest((each) => each.cyclesPerRound, row, least(row)) ? 0 : 1) }),
      number("overhead", (row) => format.difference(row.overheadPercent)),
      number("rounds", (row) => format.count(row.rounds)),
    ], rows);
  }

  function gaps(designs) {
    const rows = designs.filter((d) => d.timingGaps.instructionsWithoutFigure + d.timingGaps.accessesNotAttributed > 0);
    return rows.length === 0 ? null : table("Cycles are in part a guess", [
      text("design", (d) => format.design(d.design)),
      number("instructions without a figure", (d) => format.grouped(d.timingGaps.instructionsWithoutFigure)),
      number("of instructions", (d) => format.grouped(d.instructions)),
      number("accesses not attributed", (d) => format.grouped(d.timingGaps.accessesNotAttributed)),
    ], rows);
  }

  function memory(designs) {
    const part = (heading, key) => number(heading, (d) => format.bytes(d.memory[key]));
    return table("Where the kernel's page frames are at the end of each run", [
      text("design", (d) => format.design(d.design)),
      part("frames", "totalBytes"), part("stacks", "stackBytes"), part("entry stacks", "entryStackBytes"), part("mappings", "mappingBytes"),
      part("page tables", "pageTableBytes"), part("heap", "heapBytes"), part("page cache", "pageCacheBytes"), part("in transit", "inTransitBytes"),
      part("free", "freeBytes"),
      { ...text("adds up", (d) => (d.memory.closes ? "yes" : "NO: " + format.grouped(d.memory.totalBytes - d.memory.accountedBytes) + " B missing")), bad: (d) => !d.memory.closes },
    ], designs);
  }

  function sections(design) {
    const sorted = [...design.sections].sort((a, b) => b.maxDepthBytes - a.maxDepthBytes);
    return table("Atomic sections of " + design.design, [
      text("site", (s) => s.site), text("function", (s) => s.function), text("kind", (s) => s.kind), number("rule", (s) => String(s.rule)),
      number("entered", (s) => format.count(s.entered)), number("max depth", (s) => format.grouped(s.maxDepthBytes) + " B"),
      number("max cycles", (s) => format.count(s.maxCycles)),
    ], sorted);
  }

  function stacks(design, packed) {
    return table("Threads of " + design.design + " whose stacks are alike", [
      text("first thread", (block) => residency.name(packed, block.first)),
      text("stack from", (block) => block.source),
      number("threads", (block) => format.grouped(block.count)),
      ...residency.STATES.map(({ name, letter }) => number(name, (block) => format.plural(residency.pages(block, letter), "page"))),
    ], residency.alike(packed));
  }

  function overview(scenarios) {
    const saved = (s) => s.designs.filter(completed).reduce((most, d) => (most && most.stacks.savedPercent >= d.stacks.savedPercent ? most : d), null);
    return table("Scenarios", [
      text("scenario", (s) => element("a", { href: "#" + s.anchor }, s.scenario)),
      { ...text("verdict", (s) => (s.passed ? "as expected" : "NOT AS EXPECTED")), bad: (s) => !s.passed, whole: true },
      number("designs", (s) => format.grouped(s.designs.length)),
      number("completed", (s) => format.grouped(s.designs.filter(completed).length)),
      number("most saved", (s) => (saved(s) ? format.percent(saved(s).stacks.savedPercent) : "-")),
      number("overhead", (s) => (saved(s) ? format.difference(saved(s).overheadPercent) : "-")),
      text("by", (s) => (saved(s) ? format.design(saved(s).design) : "-")),
      text("about", (s) => s.description),
    ], scenarios);
  }

  return { comparison, completed, gaps, measurements, memory, overview, sections, stacks };
})();
