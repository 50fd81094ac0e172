// SPDX-License-Identifier: Apache-2.0
//
// The report: sections in the order in which a reader asks.
import {h} from "./dom";
import type {Report} from "./data";
import type {Section} from "./sections/section";
import {verdict} from "./sections/verdict";

const sections: Section[] = [verdict];

function readData(): Report {
  return JSON.parse(document.getElementById("odds-data")!.textContent!) as Report;
}

function show(report: Report, page: HTMLElement): void {
  page.replaceWith(h("main", {id: "page"},
    h("h1", {}, document.title),
    ...sections.map((section) => {
      const content = section.content(report);
      return content.length === 0 ? null :
        h("section", {id: section.id, "aria-labelledby": `${section.id}-title`},
          h("h2", {id: `${section.id}-title`}, section.title), ...content);
    })));
}

show(readData(), document.getElementById("page")!);
