// SPDX-License-Identifier: Apache-2.0
//
// The pieces of a chapter as elements. A figure stands where the terminal has a drawing.
import {h} from "../dom";
import {heading, scrolling} from "./controls";
import {circle} from "./circle";
import type {Piece, Plots} from "./data";
import {fitted, forecasted, line} from "./flights";
import {differences, newton} from "./lines";
import {sentence} from "./sentence";
import {stepper} from "./stepper";
import {steps} from "./steps";
import {sweep} from "./sweep";
import {mathematics} from "./tex";
import {unit} from "./unit";
import {valley} from "./valley";
import {say, type Words} from "./words";

const figures: Record<string, (plots: Plots) => HTMLElement> = {
  line, valley, unit, curve: fitted,
  "walk-unit": (plots) => stepper("unit", plots),
  "walk-chain": (plots) => stepper("chain", plots),
  "walk-network": (plots) => stepper("network", plots),
  differences, sweep, steps, newton, forecast: forecasted, circle,
};

// A column without a heading is a drawing in characters, which a figure replaces.
function table(head: Words[], rows: Words[][], name: string): HTMLElement {
  const kept = head.map((words, k) => ({words, k})).filter(({words}) => say(words) !== "");
  return scrolling(name, "scroll",
    h("table", {},
      h("thead", {}, h("tr", {}, ...kept.map(({words}, k) =>
        heading(say(words), {scope: "col", class: k === 0 ? "text" : null})))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...kept.map(({k}, place) => place === 0
        ? heading(say(row[k]!), {scope: "row", class: "text"})
        : h("td", {}, ...sentence(say(row[k]!)))))))));
}

export function slug(chapter: number, section: number): string {
  return section === 0 ? `chapter-${chapter}` : `section-${chapter}-${section}`;
}

// The title becomes the heading of a section of the page, the parts h3.
export function chapter(pieces: Piece[], number: number, plots: Plots): HTMLElement {
  const id = slug(number, 0);
  const element = h("section", {id, "aria-labelledby": `${id}-title`});
  let sections = 0;
  let name = "";
  for (const piece of pieces) {
    switch (piece.kind) {
      case "title":
        element.append(h("h2", {id: `${id}-title`}, say(piece.text)));
        break;
      case "section":
        name = say(piece.text);
        element.append(h("h3", {id: slug(number, ++sections)}, name));
        break;
      case "paragraph":
        element.append(h("p", {}, ...sentence(say(piece.text))));
        break;
      case "formula":
        element.append(scrolling(say({en: "formula", ru: "формула"}), "formula",
          mathematics(piece.tex, true)));
        break;
      case "table":
        element.append(table(piece.head, piece.rows, name));
        break;
      case "verbatim":
        element.append(h("pre", {}, h("code", {}, say(piece.text))));
        break;
      case "figure":
        element.append(figures[piece.name]!(plots));
        break;
    }
  }
  return element;
}
