/** Builds the page from the data block. */
(() => {
  const { element } = format;
  const data = JSON.parse(document.getElementById("data").textContent);

  const figure = (title, explanation, ...content) =>
    element("figure", {}, element("figcaption", {}, title, element("small", {}, explanation)), ...content);

  const folded = (title, open, ...content) => element("details", { open }, element("summary", {}, title), ...content);

  /** Content that costs time and is seldom looked at: made when it is unfolded. */
  function foldedLater(title, make) {
    const made = folded(title, false);
    made.addEventListener("toggle", () => made.append(make()), { once: true });
    return made;
  }

  const none = (text) => element("p", { class: "none" }, text);

  let groups = 0;

  /** A row of choices, of which one is made; works with the arrow keys. */
  function choices(title, names, chosen, onChange, small) {
    const group = "choice-" + groups++;
    return element("fieldset", { class: small ? "small" : false }, element("legend", {}, title), ...names.map((name, i) => {
      const input = element("input", { type: "radio", name: group, value: i, checked: i === chosen });
      input.addEventListener("change", () => onChange(i));
      return element("label", {}, input, name);
    }));
  }

  function problems(scenario) {
    const items = scenario.designs.flatMap((design) => [
      ...design.unmet.map((sentence) => design.design + ": " + sentence),
      ...design.unexpected.map((sentence) => design.design + ": " + sentence),
    ]);
    return items.length === 0 ? null
      : element("div", { class: "alert", role: "note" }, element("ul", {}, ...items.map((item) => element("li", {}, item))));
  }

  function failures(scenario) {
    return scenario.designs.flatMap((design) => {
      const made = [];
      if (!tables.completed(design)) {
        const title = design.design + ": " + design.outcome.kind + (design.expected ? " (as expected)" : "");
        made.push(folded(element("b", {}, title), !design.expected, element("pre", {}, design.diagnosis)));
      }
      if (design.violations.length > 0) {
        made.push(folded(element("b", {}, design.design + ": " + format.plural(design.violations.length, "violation")), true,
          element("pre", { class: "wrapped" }, design.violations.join("\n"))));
      }
      return made;
    });
  }

  function legend(design) {
    return element("ul", { class: "legend" }, ...residency.STATES.map((state) => {
      const swatch = element("span", { class: "swatch" });
      swatch.style.background = "var(--" + state.colour + ")";
      const pages = design.residency[state.total];
      return element("li", {}, swatch, state.name + ": " + format.plural(pages, "page") + ", " + format.bytes(pages * residency.PAGE_BYTES));
    }));
  }

  function map(design) {
    const packed = design.stackPages;
    const threads = residency.threads(packed);
    if (threads === 0) return none("No stacks were followed.");
    const view = { packed, order: threads > 64 ? "alike" : "creation", extent: "whole" };
    const chart = charts.chart(residency.height(packed), "Map of stack pages; the table below holds the same", (colour) => residency.option(view)(colour));
    const update = (change) => {
      Object.assign(view, change);
      charts.redraw(chart, residency.height(packed));
    };
    return element("div", {}, legend(design),
      element("div", { class: "choices" }, choices("Threads", ["in order of creation", "alike ones together"], view.order === "alike" ? 1 : 0,
        (i) => update({ order: i === 1 ? "alike" : "creation" }), true),
      choices("Pages", ["whole stack", "touched part"], 0, (i) => update({ extent: i === 1 ? "touched" : "whole" }), true)),
      chart, foldedLater("As a table", () => tables.stacks(design, packed)));
  }

  function detail(scenario, i) {
    const design = scenario.designs[i];
    const { timeline, sections } = design;
    const threads = residency.threads(design.stackPages);
    return [
      figure("Stack pages of " + format.plural(threads, "thread"),
        "A row is a thread, a column a page of its stack, the top at the left. Zoom with the sliders, or the wheel with Ctrl (pages) or Shift (threads).",
        map(design)),
      figure("Page faults over time", "Bars: faults in slices of " + format.count(timeline.sliceCycles) + " cycles. Line: resident stack memory.",
        timeline.stackFaults.length === 0 ? none("No time line was recorded.")
          : charts.chart(280, "Page faults and resident stacks over time", options.timeline(timeline))),
      figure("Atomic sections by depth", "How far each section used the stack below its entry. Beyond the dashed line one probed page is not enough.",
        sections.length === 0 ? none("No atomic section was entered.")
          : charts.chart(options.sectionsHeight(sections), "Depth of atomic sections; the table below holds the same", options.sections(sections)),
        sections.length === 0 ? "" : foldedLater("As a table", () => tables.sections(design))),
    ];
  }

  function details(scenario) {
    if (scenario.designs.length === 0) return [];
    const shown = element("div");
    const show = (i) => shown.replaceChildren(...detail(scenario, i));
    const first = Math.max(0, scenario.designs.findLastIndex(tables.completed));
    show(first);
    return [choices("In detail", scenario.designs.map((design) => design.design), first, show, false), shown];
  }

  function section(scenario) {
    const { designs } = scenario;
    const closes = designs.every((design) => design.memory.closes);
    return element("section", { class: "scenario", id: scenario.anchor, "aria-labelledby": scenario.anchor + "-title" },
      element("div", { class: "title" }, element("h2", { id: scenario.anchor + "-title" }, scenario.scenario),
        element("span", { class: "verdict " + (scenario.passed ? "good" : "bad") }, scenario.passed ? "as expected" : "NOT AS EXPECTED"),
        element("a", { class: "backlink", href: "#overview" }, "all scenarios")),
      element("p", {}, scenario.description),
      element("p", { class: "faint" }, scenario.machine),
      problems(scenario),
      tables.comparison(designs),
      ...failures(scenario),
      element("div", { class: "pair" },
        figure("Stack memory by design", "Reserved, resident at the end by source, and the peak.",
          charts.chart(options.rowsHeight(designs), "Stack memory by design; the table above holds the same", options.memory(designs))),
        figure("Overhead by design", "Below zero: faster than populating every page.",
          charts.chart(options.rowsHeight(designs), "Overhead by design; the table above holds the same", options.overhead(designs)))),
      tables.measurements(designs),
      tables.gaps(designs),
      folded("Page frames at the end of each run: " + (closes ? "they add up" : "they DO NOT add up"), !closes, tables.memory(designs)),
      ...details(scenario));
  }

  const scenarios = data.report.scenarios.map((scenario, i) => {
    const { machine, designs: details } = data.scenarios[i];
    const designs = scenario.designs.map((design, k) => {
      const { diagnosis, residency: stackPages } = details[k];
      return { ...design, diagnosis, stackPages, expected: design.unexpected.length === 0 && design.unmet.length === 0 };
    });
    return { ...scenario, machine, designs, passed: designs.every((design) => design.expected), anchor: "scenario-" + (i + 1) };
  });

  document.getElementById("summary").textContent = data.summary;
  const report = document.getElementById("report");
  report.append(element("section", { class: "overview", id: "overview", "aria-label": "All scenarios" }, tables.overview(scenarios)));
  const list = element("div", { id: "scenarios" });
  scenarios.forEach((scenario) => list.append(section(scenario)));
  report.append(list);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
