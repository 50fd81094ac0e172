// SPDX-License-Identifier: Apache-2.0
//
// The report: sections in the order in which a reader asks.
import {h} from "./dom";
import type {Report} from "./data";
import {unfoldForPrint} from "./folded";
import type {Section} from "./sections/section";
import {classes} from "./sections/classes";
import {drivers} from "./sections/drivers";
import {effects} from "./sections/effects";
import {failures} from "./sections/failures";
import {howGood} from "./sections/how_good";
import {howMade} from "./sections/how_made";
import {network} from "./sections/network";
import {path} from "./sections/path";
import {tables} from "./sections/tables";
import {threshold} from "./sections/threshold";
import {trust} from "./sections/trust";
import {verdict} from "./sections/verdict";
import {walk} from "./sections/walk";

const sections: Section[] = [
  verdict, howGood, classes, trust, drivers, effects, failures, threshold, network, walk, path,
  howMade, tables,
];

function readData(): Report {
  return JSON.parse(document.getElementById("odds-data")!.textContent!) as Report;
}

function contents(shown: Section[]): HTMLElement {
  return h("nav", {"aria-label": "Contents", class: "contents"},
    h("ol", {}, ...shown.map(({id, title}) => h("li", {}, h("a", {href: `#${id}`}, title)))));
}

// A part that fails must not take the others with it: the page is often the only copy.
function contentOf(section: Section, report: Report): HTMLElement[] {
  try {
    return section.content(report);
  } catch (error) {
    console.error(`${section.id}:`, error);
    return [h("p", {}, "This part could not be drawn.")];
  }
}

function show(report: Report, page: HTMLElement): void {
  const parts = sections.map((section) => ({section, content: contentOf(section, report)}))
    .filter(({content}) => content.length > 0);
  page.replaceWith(h("main", {id: "page"},
    h("h1", {}, document.title),
    contents(parts.map(({section}) => section)),
    ...parts.map(({section, content}) =>
      h("section", {id: section.id, "aria-labelledby": `${section.id}-title`},
        h("h2", {id: `${section.id}-title`}, section.title), ...content))));
}

show(readData(), document.getElementById("page")!);
unfoldForPrint();
