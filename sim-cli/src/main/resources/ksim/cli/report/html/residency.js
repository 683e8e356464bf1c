/** The fate of each stack page: unpacks it, and draws threads over pages. */
const residency = (() => {
  const PAGE_BYTES = 4096;
  const STATES = [
    { letter: "U", name: "used", colour: "blue", total: "usedPages", meaning: "written" },
    { letter: "P", name: "probed only", colour: "orange", total: "probedPages", meaning: "read, never written" },
    { letter: "N", name: "resident, untouched", colour: "purple", total: "untouchedPages", meaning: "populated, never accessed" },
    { letter: "R", name: "resident, use unknown", colour: "grey", total: "residentPages", meaning: "from the allocator" },
    { letter: "A", name: "absent", colour: "absent", total: "absentPages", meaning: "never resident" },
  ];
  const SOURCES = ["mmap", "malloc"];

  /** Runs of pages, from the top of the stack: [state, from, to]. */
  function runs(pattern) {
    let at = 0;
    return pattern.split(" ").filter((run) => run !== "").map((run) => {
      const state = STATES.findIndex(({ letter }) => letter === run[0]);
      const from = at;
      at += Number(run.slice(1));
      return { state, from, to: at };
    });
  }

  /** Packed threads as blocks of neighbours that are alike: { runs, first, count, source }. */
  function blocks(packed) {
    const patterns = packed.patterns.map(runs);
    let first = 0;
    return packed.threads.map(([count, pattern, source]) => {
      const block = { pattern, runs: patterns[pattern], first, count, source: SOURCES[source] };
      first += count;
      return block;
    });
  }

  /** The name of a thread by its number. */
  function name(packed, thread) {
    let first = 0;
    for (const [prefix, number, count = 1] of packed.names) {
      if (thread < first + count) return number === undefined ? prefix : prefix + (number + thread - first);
      first += count;
    }
    return "";
  }

  const pages = (block, letter) => block.runs.filter((run) => STATES[run.state].letter === letter)
    .reduce((sum, run) => sum + run.to - run.from, 0);

  /** All threads that are alike in one block each, those that use most first. */
  function alike(packed) {
    const merged = new Map();
    for (const block of blocks(packed)) {
      const key = block.pattern + block.source;
      const known = merged.get(key);
      if (known) known.count += block.count;
      else merged.set(key, { ...block });
    }
    const weight = (block) => pages(block, "U") * 1e6 + pages(block, "P");
    return [...merged.values()].sort((a, b) => weight(b) - weight(a) || a.first - b.first);
  }

  const threads = (packed) => packed.threads.reduce((sum, [count]) => sum + count, 0);
  const deepest = (packed, states, least) => packed.patterns.flatMap(runs)
    .filter((run) => states.includes(STATES[run.state].letter)).reduce((most, run) => Math.max(most, run.to), least);
  const stackPages = (packed) => deepest(packed, "UPNRA", 1);
  const touchedPages = (packed) => deepest(packed, "UP", 4);

  const height = (packed) => Math.min(640, Math.max(170, 130 + 18 * threads(packed)));

  /**
   * Draws a run of pages of a block of threads on whole pixels, with a gap below it where there is room. Where
   * rows are thinner than a pixel, use hides what is less than use.
   */
  function draw(colour) {
    return (params, api) => {
      const [left, top] = api.coord([api.value(0), api.value(2) - 0.5]).map(Math.round);
      const [right, bottom] = api.coord([api.value(1), api.value(3) - 0.5]).map(Math.round);
      const gap = (bottom - top) / (api.value(3) - api.value(2)) > 6 ? 1 : 0;
      const shape = echarts.graphic.clipRectByRect(
        { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top - gap) }, params.coordSys);
      return shape && { type: "rect", shape, style: { fill: colour } };
    };
  }

  /**
   * The map.
   * view.order: "alike" or "creation"; view.extent: "whole" or "touched".
   */
  function option(view) {
    return (colour) => {
      const { packed } = view;
      const shown = view.order === "alike" ? alike(packed) : blocks(packed);
      const rows = [];
      const data = STATES.map(() => []);
      let row = 0;
      for (const block of shown) {
        for (const run of block.runs) data[run.state].push([run.from, run.to, row, row + block.count, block.first, block.count]);
        rows.push({ row, block });
        row += block.count;
      }
      const title = (value) => {
        const found = rows.findLast((each) => each.row <= value);
        if (!found || !Number.isInteger(value) || value >= row) return "";
        if (view.order === "creation") return name(packed, found.block.first + value - found.row);
        if (row > 30) return format.grouped(value);
        return value > found.row ? "" : name(packed, found.block.first);
      };
      const axisLabel = { color: colour.faint, hideOverlap: true };
      const zoom = { filterMode: "none", borderColor: colour.line, textStyle: { color: colour.faint }, showDataShadow: false, brushSelect: false };
      return {
        grid: { left: 16, right: row > 30 ? 48 : 16, top: 8, bottom: 72, containLabel: true },
        tooltip: { trigger: "item", formatter: ({ seriesIndex, value: [from, to, , , first, count] }) => format.lines([
          name(packed, first) + (count > 1 ? " and " + format.plural(count - 1, "thread") + " alike" : ""),
          STATES[seriesIndex].name + " (" + STATES[seriesIndex].meaning + ")",
          to - from === 1 ? "page " + to : "pages " + (from + 1) + " to " + to + ", " + format.bytes((to - from) * PAGE_BYTES)]) },
        xAxis: { type: "value", min: 0, max: stackPages(packed), minInterval: 1, name: "pages below the top of the stack", nameLocation: "middle",
          nameGap: 26, nameTextStyle: { color: colour.faint }, axisLabel: { ...axisLabel, showMaxLabel: false }, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: colour.line } } },
        yAxis: { type: "value", inverse: true, min: -0.5, max: row - 0.5, minInterval: 1, splitLine: { show: false },
          axisLabel: { ...axisLabel, formatter: title, width: 160, overflow: "truncate", showMinLabel: false, showMaxLabel: false } },
        dataZoom: [
          { ...zoom, type: "slider", xAxisIndex: 0, bottom: 6, height: 18, labelFormatter: (v) => String(Math.round(v)), startValue: 0,
            endValue: view.extent === "touched" ? Math.min(stackPages(packed), Math.ceil(touchedPages(packed) * 1.25)) : stackPages(packed) },
          { ...zoom, type: "slider", yAxisIndex: 0, right: 6, width: 18, show: row > 30, labelFormatter: () => "" },
          { type: "inside", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "ctrl" },
          { type: "inside", yAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "shift" },
        ],
        series: STATES.map((state, i) => ({
          type: "custom", z: 10 - i, name: state.name, data: data[i], encode: { x: [0, 1], y: [2, 3] }, clip: true,
          itemStyle: { color: colour[state.colour] }, renderItem: draw(colour[state.colour]),
        })),
      };
    };
  }

  return { PAGE_BYTES, STATES, alike, height, name, option, pages, threads };
})();
