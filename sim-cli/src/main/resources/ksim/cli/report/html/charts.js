/** What each chart shows, as options of the charting library. */
const options = (() => {
  const ROW = 34;
  const SECTION_ROW = 24;
  const LABEL_WIDTH = 230;
  const RULES = ["always a kernel thread", "on a populated stack", "already disabled", "both enabled: probe",
    "decided at run time"];

  const label = (text) => text.replace("(", "\n(");

  function categories(colour, names) {
    return {
      type: "category", inverse: true, data: names, axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.text, formatter: label, lineHeight: 13, width: LABEL_WIDTH, overflow: "truncate" },
    };
  }

  /** Room for the names of categories, to the left of a chart. */
  function room(names) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "12px " + getComputedStyle(document.body).fontFamily;
    const widths = names.flatMap((name) => label(name).split("\n")).map((line) => pen.measureText(line).width);
    return Math.min(LABEL_WIDTH, Math.ceil(Math.max(0, ...widths))) + 14;
  }

  function values(colour, name, formatter, more = {}) {
    return {
      type: "value", name, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: colour.faint },
      axisLabel: { color: colour.faint, formatter, hideOverlap: true }, splitLine: { lineStyle: { color: colour.grid } },
      ...more,
    };
  }

  const legend = (colour) => ({ type: "scroll", top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: colour.text }, pageTextStyle: { color: colour.faint } });

  /** Ticks at powers of two, as memory comes. */
  function memoryTicks(largest) {
    const interval = 2 ** Math.ceil(Math.log2(Math.max(largest, 4096) / 4));
    return { interval, max: Math.ceil(largest * 1.02 / interval) * interval || interval };
  }

  const rowsHeight = (designs) => 90 + ROW * designs.length;

  function memory(designs) {
    return (colour) => {
      const bar = { type: "bar", barWidth: 16, barGap: "-100%" };
      const stack = (name, source, fill) => ({
        ...bar, name, stack: "resident", z: 3, itemStyle: { color: fill },
        data: designs.map((design) => design.stacks[source].residentBytes),
      });
      return {
        legend: legend(colour),
        grid: { left: room(designs.map((design) => design.design)), right: 30, top: 32, bottom: 48 },
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: format.bytes },
        xAxis: values(colour, "memory of stacks", (v) => format.short(format.bytes(v)),
          memoryTicks(Math.max(0, ...designs.map((design) => design.stacks.reservedBytes)))),
        yAxis: categories(colour, designs.map((design) => design.design)),
        series: [
          { ...bar, name: "reserved", z: 1, itemStyle: { color: colour.reserved, borderColor: colour.grey, borderWidth: 1 },
            data: designs.map((design) => design.stacks.reservedBytes) },
          stack("resident, mmap", "mmap", colour.blue),
          stack("resident, malloc", "malloc", colour.orange),
          { type: "scatter", name: "peak", symbol: "rect", symbolSize: [3, 24], z: 5, itemStyle: { color: colour.text },
            data: designs.map((design) => design.stacks.peakResidentBytes) },
        ],
      };
    };
  }

  function overhead(designs) {
    const known = designs.map((design) => design.overheadPercent ?? 0);
    const reach = Math.max(1, ...known.map(Math.abs)) * 1.25;
    const free = Math.max(...known) > 0 ? 1 : Math.min(...known); // the side with room for words
    return (colour) => ({
      grid: { left: room(designs.map((design) => design.design)), right: 70, top: 32, bottom: 48 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" },
        formatter: ([point]) => {
          const design = designs[point.dataIndex];
          return format.lines([design.design, "overhead " + format.difference(design.overheadPercent),
            format.count(design.cycles) + " cycles"]);
        } },
      xAxis: values(colour, "cycles more than populate, in percent", (v) => format.short(v.toFixed(2)) + "%", {
        min: known.some((v) => v < 0) ? (extent) => -Math.max(reach / 4, -extent.min * 1.45) : 0,
        max: known.some((v) => v > 0) ? reach : reach / 4,
        axisLabel: { color: colour.faint, formatter: (v) => format.short(v.toFixed(2)) + "%", showMinLabel: false, showMaxLabel: false },
      }),
      yAxis: { ...categories(colour, designs.map((design) => design.design)), axisLine: { onZero: false, lineStyle: { color: colour.line } } },
      series: [{
        type: "bar", barWidth: 16,
        data: designs.map((design) => ({
          value: design.overheadPercent ?? 0,
          itemStyle: { color: (design.overheadPercent ?? 0) > 0 ? colour.red : colour.green },
          label: {
            show: true, position: (design.overheadPercent ?? free) < 0 ? "left" : "right",
            color: design.overheadPercent === null ? colour.faint : colour.text,
            formatter: design.overheadPercent === null
              ? design.outcome.kind === "completed" ? "nothing to compare with" : design.outcome.kind
              : format.difference(design.overheadPercent),
          },
        })),
      }],
    });
  }

  function timeline(timeline) {
    const slices = timeline.stackFaults.map((_, slice) => slice);
    const at = (slice) => format.short(format.count(slice * timeline.sliceCycles));
    const total = timeline.stackFaults.length;
    return (colour) => ({
      legend: legend(colour),
      grid: { left: 16, right: 16, top: 48, bottom: 40, containLabel: true },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" },
        formatter: ([point]) => format.lines([
          at(point.dataIndex) + " to " + at(point.dataIndex + 1) + " cycles",
          format.plural(timeline.stackFaults[point.dataIndex], "stack fault"),
          format.plural(timeline.otherFaults[point.dataIndex], "other fault"),
          format.bytes(timeline.residentStackBytes[point.dataIndex]) + " of stacks resident at its end"]) },
      xAxis: { type: "category", data: slices, name: "core cycles since power-on", nameLocation: "middle", nameGap: 28,
        nameTextStyle: { color: colour.faint }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour.line } },
        axisLabel: { color: colour.faint, interval: Math.max(0, Math.ceil(total / 12) - 1), hideOverlap: true, formatter: at } },
      yAxis: [
        { ...values(colour, "faults a slice", (v) => format.short(format.count(v))), nameLocation: "end", nameGap: 10, minInterval: 1,
          nameTextStyle: { color: colour.faint, align: "left" } },
        { ...values(colour, "resident", (v) => format.short(format.bytes(v)), memoryTicks(Math.max(0, ...timeline.residentStackBytes))),
          nameLocation: "end", nameGap: 10, nameTextStyle: { color: colour.faint, align: "right" }, splitLine: { show: false } },
      ],
      series: [
        { type: "bar", name: "stack faults", stack: "faults", data: timeline.stackFaults, itemStyle: { color: colour.blue }, barCategoryGap: "10%" },
        { type: "bar", name: "other faults", stack: "faults", data: timeline.otherFaults, itemStyle: { color: colour.grey } },
        { type: "line", name: "resident stacks", yAxisIndex: 1, data: timeline.residentStackBytes, step: "end", symbol: "none",
          lineStyle: { color: colour.orange, width: 2 }, itemStyle: { color: colour.orange } },
      ],
    });
  }

  const sectionsHeight = (sections) => 100 + SECTION_ROW * sections.length;

  function sections(sections) {
    const sorted = [...sections].sort((a, b) => b.maxDepthBytes - a.maxDepthBytes);
    const rules = [...new Set(sorted.map((section) => section.rule))].sort();
    const deepest = Math.max(4096, ...sorted.map((section) => section.maxDepthBytes));
    const interval = 2 ** Math.ceil(Math.log2(deepest / 6));
    return (colour) => {
      const fills = [colour.sky, colour.green, colour.grey, colour.orange, colour.purple];
      return {
        legend: legend(colour),
        grid: { left: room(sorted.map((section) => section.site)), right: 84, top: 52, bottom: 48 },
        tooltip: { trigger: "item",
          formatter: (point) => {
            const section = sorted[point.dataIndex];
            return format.lines([section.site, "in " + section.function + ", " + section.kind,
              "Rule " + section.rule + ": " + RULES[section.rule - 1], format.grouped(section.maxDepthBytes) + " bytes deep at most",
              "entered " + format.count(section.entered) + " times", "open " + format.count(section.maxCycles) + " cycles at most"]);
          } },
        xAxis: values(colour, "deepest use of the stack below the section's entry, in bytes", format.grouped,
          { interval, max: Math.ceil(deepest * 1.02 / interval) * interval }),
        yAxis: categories(colour, sorted.map((section) => section.site)),
        series: rules.map((rule, i) => ({
          type: "bar", stack: "depth", barWidth: 12, name: "Rule " + rule + ": " + RULES[rule - 1], itemStyle: { color: fills[rule - 1] },
          label: { show: true, position: "right", color: colour.text, formatter: (point) => format.grouped(sorted[point.dataIndex].maxDepthBytes) + " B" },
          data: sorted.map((section) => (section.rule === rule ? section.maxDepthBytes : "-")),
          markLine: i > 0 ? undefined : { silent: true, symbol: "none", lineStyle: { color: colour.red, type: "dashed" },
            label: { formatter: "one probed page", color: colour.faint, position: "start" }, data: [{ xAxis: 4096 }] },
        })),
      };
    };
  }

  return { memory, overhead, rowsHeight, sections, sectionsHeight, timeline };
})();
