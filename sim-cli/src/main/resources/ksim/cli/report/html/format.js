"use strict";

/** Figures as people read them, and elements made from text only. */
const format = (() => {
  const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];
  const COUNTS = ["", " K", " M", " G", " T"];

  const grouped = (value) => Math.round(value).toLocaleString("en-US");

  function scaled(value, step, units) {
    let number = value;
    let unit = 0;
    while (Math.abs(number) >= step && unit < units.length - 1) {
      number /= step;
      unit++;
    }
    const magnitude = Math.abs(number);
    const decimals = unit === 0 ? 0 : magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0;
    return number.toFixed(decimals) + units[unit];
  }

  const bytes = (value) => scaled(value, 1024, BYTES.map((unit) => " " + unit));
  const count = (value) => (Math.abs(value) < 10000 ? grouped(value) : scaled(value, 1000, COUNTS));

  /** An axis has round figures: no decimals that say nothing. */
  const short = (text) => text.replace(/\.0+(?= |$)/, "").replace(/(\.\d*?)0+(?= |$)/, "$1");

  const percent = (value) => value.toFixed(1) + "%";
  const difference = (value) => (value === null ? "-" : (value < 0 ? "-" : "+") + percent(Math.abs(value)));
  const plural = (number, noun) => grouped(number) + " " + noun + (number === 1 ? "" : "s");

  /** An element with attributes and children; strings become text, never markup. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  /** Lines for a tooltip. */
  function lines(texts) {
    const box = element("div");
    texts.forEach((text, i) => box.append(element(i === 0 ? "strong" : "span", {}, text), element("br")));
    return box;
  }

  /** A design's label that breaks before its modifiers only. */
  function design(label) {
    const made = element("span");
    label.split(/(?=\()|(?<=,)/).forEach((part, i) => made.append(i === 0 ? "" : element("wbr"), element("span", { class: "whole" }, part)));
    return made;
  }

  return { bytes, count, design, difference, element, grouped, lines, percent, plural, short };
})();
