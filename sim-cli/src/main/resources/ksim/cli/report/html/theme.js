/** Creates charts when they come into view, and colours them as the style sheet says. */
const charts = (() => {
  const created = new Map(); // container -> { chart, option }
  const waiting = new Map(); // container -> option
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["surface", "raised", "line", "grid", "text", "faint", "blue", "sky", "green", "orange", "purple",
      "red", "grey", "absent", "reserved"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  }

  /** What all charts have in common. */
  function common(colour, option) {
    return {
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: colour.text },
      ...option,
      tooltip: {
        confine: true,
        backgroundColor: colour.surface,
        borderColor: colour.line,
        textStyle: { color: colour.text, fontSize: 12 },
        ...option.tooltip,
      },
    };
  }

  const draw = (entry) => {
    const colour = colours();
    entry.chart.setOption(common(colour, entry.option(colour)), { notMerge: true });
  };

  function create(container) {
    const option = waiting.get(container);
    if (!option) return;
    waiting.delete(container);
    seen.unobserve(container);
    const entry = { chart: echarts.init(container), option };
    created.set(container, entry);
    resized.observe(container);
    draw(entry);
  }

  const seen = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => create(entry.target)),
    { rootMargin: "300px" });

  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => created.get(target)?.chart.resize()));

  dark.addEventListener("change", () => created.forEach(draw));
  window.addEventListener("beforeprint", () => [...waiting.keys()].forEach(create));

  /** A chart of a fixed height; option is a function of the colours, called for each drawing. */
  function chart(height, label, option) {
    const container = format.element("div", { class: "chart", role: "img", "aria-label": label });
    container.style.height = height + "px";
    waiting.set(container, option);
    seen.observe(container);
    return container;
  }

  /** Draws a chart anew after its data has changed. */
  function redraw(container, height) {
    container.style.height = height + "px";
    const entry = created.get(container);
    if (entry) {
      entry.chart.resize();
      draw(entry);
    }
  }

  return { chart, redraw };
})();
