// SPDX-License-Identifier: Apache-2.0
//
// The pieces of a chapter as elements. A figure stands where the terminal has a drawing.
import {h, type Child} from "../dom";
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

const cell = (words: Words): Child[] => sentence(say(words));

// A column without a heading is a drawing in characters, which a figure replaces.
function table(head: Words[], rows: Words[][], name: string): HTMLElement {
  const kept = head.map((words, k) => ({words, k})).filter(({words}) => say(words) !== "");
  return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": name},
    h("table", {},
      h("thead", {}, h("tr", {}, ...kept.map(({words}, k) =>
        h("th", {scope: "col", class: k === 0 ? "text" : null}, ...cell(words))))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...kept.map(({k}, place) => place === 0
        ? h("th", {scope: "row", class: "text"}, ...cell(row[k]!))
        : h("td", {}, ...cell(row[k]!))))))));
}

export function slug(chapter: number, section: number): string {
  return section === 0 ? `chapter-${chapter}` : `section-${chapter}-${section}`;
}

// The title becomes the heading of a section of the page, the parts h3.
export function chapter(pieces: Piece[], number: number, plots: Plots): HTMLElement {
  const id = slug(number, 0);
  const element = h("section", {id, "aria-labelledby": `${id}-title`});
  let sections = 0;
  let heading = "";
  for (const piece of pieces) {
    switch (piece.kind) {
      case "title":
        element.append(h("h2", {id: `${id}-title`}, say(piece.text)));
        break;
      case "section":
        heading = say(piece.text);
        element.append(h("h3", {id: slug(number, ++sections)}, heading));
        break;
      case "paragraph":
        element.append(h("p", {}, ...sentence(say(piece.text)) as Child[]));
        break;
      case "formula":
        element.append(h("div", {class: "formula", tabindex: 0, role: "group",
          "aria-label": say({en: "formula", ru: "формула"})}, mathematics(piece.tex, true)));
        break;
      case "table":
        element.append(table(piece.head, piece.rows, heading));
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
