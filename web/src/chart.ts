// SPDX-License-Identifier: Apache-2.0
//
// The frame of every chart: a figure with a sentence that says what one sees, the drawing with a
// name for screen readers, and the numbers behind it in a table.
import * as Plot from "@observablehq/plot";
import {h, type Child} from "./dom";

// Colours of Okabe and Ito (2008), which colour-blind readers tell apart; the style sheet has a
// value of each for light and for dark.
export const colours = {
  main: "var(--blue)",
  other: "var(--orange)",
  good: "var(--green)",
  bad: "var(--vermillion)",
  quiet: "var(--quiet)",
};

// Options of every Plot drawing. The class is that whose style build.mjs allows.
export function draw(label: string, options: Plot.PlotOptions): SVGSVGElement | HTMLElement {
  return Plot.plot({
    className: "plot",
    ariaLabel: label,
    style: {background: "transparent", overflow: "visible", fontFamily: "inherit"},
    ...options,
  });
}

export interface Column {
  head: string;
  cell: (index: number) => Child;
}

export function table(caption: string, rows: number, columns: Column[]): HTMLTableElement {
  const head = h("tr", {}, ...columns.map((c) => h("th", {scope: "col"}, c.head)));
  const body = Array.from({length: rows}, (_, row) =>
    h("tr", {}, ...columns.map((c, k) =>
      k === 0 ? h("th", {scope: "row"}, c.cell(row)) : h("td", {}, c.cell(row)))));
  return h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body));
}

// A wide table scrolls by itself, also by keyboard; the page does not.
export function scrolling(content: HTMLTableElement): HTMLElement {
  const label = content.caption?.textContent ?? "table";
  return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label}, content);
}

// `numbers` is folded away until asked for.
export function chart(caption: Child[], drawing: Element, numbers?: HTMLTableElement): HTMLElement {
  const details = numbers &&
    h("details", {}, h("summary", {}, "The numbers"), scrolling(numbers));
  return h("figure", {}, drawing, h("figcaption", {}, ...caption), details);
}
