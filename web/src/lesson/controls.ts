// SPDX-License-Identifier: Apache-2.0
//
// Sliders and buttons of the lesson's figures, and the table that says in words what they show.
import {h, type Child} from "../dom";
import {folded} from "../folded";
import {formula} from "./sentence";
import {say} from "./words";

export interface Slider { element: HTMLElement; set: (index: number) => void }

// A slider over the points of a grid. `told` is what is shown beside it; `spoken`, in addition, is
// for those who don't see what moves.
export function slider(id: string, name: Child[], points: number, start: number,
  told: (index: number) => string, spoken: (index: number) => string,
  moved: (index: number) => void): Slider {
  const input = h("input", {type: "range", id, min: 0, max: points - 1, step: 1});
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
  return {element: h("div", {class: "slider"}, h("label", {for: id}, ...name), input, output), set};
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

export interface Column { head: string; cells: string[] }

// Backquotes in a heading or a cell make mathematics.
const cell = (text: string): Child[] =>
  text.split("`").map((piece, k) => k % 2 === 1 ? formula(piece) : piece);

// The numbers behind a drawing.
export function numbers(caption: string, columns: Column[]): HTMLElement {
  const rows = columns[0]!.cells.map((_, row) => h("tr", {}, ...columns.map((column, k) => k === 0
    ? h("th", {scope: "row", class: "text"}, ...cell(column.cells[row]!))
    : h("td", {}, ...cell(column.cells[row]!)))));
  const table = () => h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    h("table", {}, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...columns.map((column, k) =>
        h("th", {scope: "col", class: k === 0 ? "text" : null}, ...cell(column.head))))),
      h("tbody", {}, ...rows)));
  return folded(say({en: "The numbers", ru: "Числа"}), table, rows.length > 20);
}
