// SPDX-License-Identifier: Apache-2.0
//
// Sliders and buttons of the lesson's figures, and the table that says in words what they show.
import {h, type Child} from "../dom";
import {folded} from "../folded";
import {plain, sentence} from "./sentence";
import {say} from "./words";

export interface Slider { element: HTMLElement; set: (index: number) => void }

// A slider over the points of a grid; mathematics of its name between backquotes. `told` is what
// is shown beside it; `spoken`, in addition, is for those who don't see what moves.
export function slider(id: string, name: string, points: number, start: number,
  told: (index: number) => string, spoken: (index: number) => string,
  moved: (index: number) => void): Slider {
  const input = h("input", {type: "range", id, min: 0, max: points - 1, step: 1,
    "aria-label": plain(name)});
  const output = h("output", {for: id});
  function tell(index: number): void {
    output.textContent = told(index);
    input.setAttribute("aria-valuetext", `${told(index)}; ${spoken(index)}`);
  }
  function set(index: number): void {
    input.value = String(index);
    tell(index);
  }
  set(start);
  input.addEventListener("input", () => {
    moved(Number(input.value));
    tell(Number(input.value));
  });
  const element = h("div", {class: "slider"}, h("label", {for: id}, ...sentence(name)), input,
    output);
  return {element, set};
}

export function button(id: string, text: string, pressed: () => void): HTMLButtonElement {
  const element = h("button", {type: "button", id}, text);
  element.addEventListener("click", pressed);
  return element;
}

// Names and values side by side.
export function readings(id: string, rows: [Child, Child][]): HTMLElement {
  return h("dl", {id, class: "readings"},
    ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

// What is too wide for its place scrolls by itself, then also by keyboard.
export function scrolling(name: string, className: string, content: Element): HTMLElement {
  const element = h("div", {class: className}, content);
  new ResizeObserver(() => {
    const isCut = element.scrollWidth > element.clientWidth + 1;
    if (isCut === element.hasAttribute("tabindex")) return;
    for (const [attribute, value] of Object.entries({tabindex: "0", role: "group",
      "aria-label": name})) {
      if (isCut) element.setAttribute(attribute, value);
      else element.removeAttribute(attribute);
    }
  }).observe(element);
  return element;
}

export interface Column { head: string; cells: string[] }

// A heading of a table. Not every reader counts mathematics as text, so it is said in letters too.
export function heading(text: string, attributes: {scope: "col" | "row"; class?: string | null}):
HTMLTableCellElement {
  if (!text.includes("`")) return h("th", {...attributes}, ...sentence(text));
  return h("th", {...attributes}, h("span", {class: "unseen"}, plain(text)),
    h("span", {"aria-hidden": "true"}, ...sentence(text)));
}

// The numbers behind a drawing.
export function numbers(caption: string, columns: Column[]): HTMLElement {
  const rows = columns[0]!.cells.map((_, row) => h("tr", {}, ...columns.map((column, k) => k === 0
    ? heading(column.cells[row]!, {scope: "row", class: "text"})
    : h("td", {}, column.cells[row]!))));
  const table = () => scrolling(caption, "scroll", h("table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...columns.map((column, k) =>
      heading(column.head, {scope: "col", class: k === 0 ? "text" : null})))),
    h("tbody", {}, ...rows)));
  return folded(say({en: "The numbers", ru: "Числа"}), table, rows.length > 20);
}
