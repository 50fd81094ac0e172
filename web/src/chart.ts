// SPDX-License-Identifier: Apache-2.0
//
// The frame of every chart: a figure with a sentence that says what one sees, the drawing with a
// name and a description for screen readers, and the numbers behind it in a table.
import * as Plot from "@observablehq/plot";
import {h, type Child} from "./dom";
import {folded} from "./folded";

// Colours of Okabe and Ito (2008), which colour-blind readers tell apart; the style sheet has a
// value of each for light and for dark.
export const colours = {
  main: "var(--blue)",
  other: "var(--orange)",
  good: "var(--green)",
  bad: "var(--vermillion)",
  quiet: "var(--quiet)",
  line: "var(--line)",
  ink: "var(--ink)",
};

// A second sign beside each colour, for print in black and white.
export const dashes = {main: "none", other: "6 3", good: "2 3", bad: "8 3 2 3"};

export interface Drawing { element: HTMLElement; redraw: () => void }

let pageWidth: number | undefined;
addEventListener("resize", () => { pageWidth = undefined; });

// What the page leaves for a drawing before it has been laid out: the width and margins of main in
// base.css. Asking the browser makes it lay out the page, so it is asked once.
function expectedWidth(): number {
  pageWidth ??= document.documentElement.clientWidth;
  const widest = 912;
  const margins = pageWidth <= 640 ? 32 : 48;
  return Math.max(280, Math.min(widest, pageWidth - margins));
}

// A drawing as wide as its place; drawn anew when that changes, and by redraw().
export function drawing(draw: (width: number) => Element): Drawing {
  const element = h("div", {class: "drawing"});
  let drawn = expectedWidth();
  const redraw = () => element.replaceChildren(draw(drawn));
  redraw();
  new ResizeObserver(() => {
    const width = Math.round(element.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    redraw();
  }).observe(element);
  return {element, redraw};
}

// A drawing of Plot's. `finish` does to each what Plot can't. The class is that whose style
// build.mjs allows.
export function draw(label: string, description: string,
  options: (width: number) => Plot.PlotOptions, finish?: (svg: Element) => void): Drawing {
  return drawing((width) => {
    const svg = Plot.plot({
      className: "plot",
      ariaLabel: label,
      ariaDescription: description,
      width,
      style: {background: "transparent", overflow: "visible", fontFamily: "inherit",
        fontSize: "12px"},
      ...options(width),
    });
    // One image with a name and a description: the names of its parts would be read as well.
    svg.setAttribute("role", "img");
    for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    finish?.(svg);
    return svg;
  });
}

// Cells are numbers, to the right, unless the column is text.
export interface Column {
  head: Child;
  cell: (index: number) => Child;
  text?: boolean;
}

export function table(caption: string, rows: number, columns: Column[]): HTMLTableElement {
  const side = (c: Column, k: number) => (k === 0 || c.text ? "text" : null);
  const head = h("tr", {},
    ...columns.map((c, k) => h("th", {scope: "col", class: side(c, k)}, c.head)));
  const body = Array.from({length: rows}, (_, row) =>
    h("tr", {}, ...columns.map((c, k) => k === 0
      ? h("th", {scope: "row", class: "text"}, c.cell(row))
      : h("td", {class: side(c, k)}, c.cell(row)))));
  return h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body));
}

// What a row is called, and what that means.
export function explained(name: string, meaning: Child): HTMLElement {
  return h("div", {class: "explained"}, h("b", {}, name), h("span", {}, meaning));
}

// A wide table scrolls by itself, also by keyboard; the page does not.
export function scrolling(content: HTMLTableElement): HTMLElement {
  const label = content.caption?.textContent ?? "table";
  return h("div", {class: "scroll", tabindex: 0, role: "group", "aria-label": label}, content);
}

// The sentence stands above the drawing, as a claim that the drawing proves; `numbers` are folded
// away until asked for, and made only then.
export function chart(caption: Child[], drawn: Drawing, numbers?: () => HTMLTableElement,
  ...besides: Child[]): HTMLElement {
  return h("figure", {}, h("figcaption", {}, ...caption), drawn.element, ...besides,
    numbers && folded("The numbers", () => scrolling(numbers())));
}
