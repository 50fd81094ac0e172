// SPDX-License-Identifier: Apache-2.0
//
// Everything in tables, folded, in the order of PROC LOGISTIC.
import {h} from "../dom";
import {scrolling, table} from "../chart";
import {folded} from "../folded";
import type {Report} from "../data";
import {association, classification, gains, validation} from "./evaluation_tables";
import {
  estimates, fitStatistics, globalTests, jointTests, oddsRatios, responseProfile, type Block,
} from "./fit_tables";
import {hosmerLemeshow} from "./partition";
import type {Section} from "./section";

function dropped(report: Report): Block | null {
  const rows = report.dropped;
  if (rows.length === 0) return null;
  return {title: "Terms left out", rows: rows.length, make: () =>
    table("Terms that the data can\u2019t tell from others", rows.length, [
      {head: "Term", cell: (k) => rows[k]!.term},
      {head: "Why", cell: (k) => rows[k]!.reason, text: true},
      {head: "It equals", cell: (k) => rows[k]!.equation, text: true},
    ])};
}

// Longer ones are printed only where the reader has opened them.
const printed = 60;

function content(report: Report): HTMLElement[] {
  const blocks = [
    responseProfile(report), fitStatistics(report), globalTests(report), jointTests(report),
    estimates(report), oddsRatios(report), dropped(report), association(report),
    validation(report), hosmerLemeshow(report), classification(report), gains(report),
  ].filter((block): block is Block => block !== null);
  return [
    h("p", {}, "Under the names that SAS\u2019s PROC LOGISTIC and R\u2019s rms give them."),
    h("div", {class: "tables"}, ...blocks.map(({title, make, rows}) =>
      folded(title, () => scrolling(make()), rows > printed))),
  ];
}

export const tables: Section = {id: "tables", title: "Full tables", content};
