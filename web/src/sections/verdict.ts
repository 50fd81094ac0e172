// SPDX-License-Identifier: Apache-2.0
//
// The verdict and the warnings in words.
import {h} from "../dom";
import {figure} from "../figures";
import type {Report} from "../data";
import type {Section} from "./section";

function content(report: Report): HTMLElement[] {
  return [
    h("p", {}, "Fitted to ", figure(report, "rows_used", "count"), " rows of ", report.source, "."),
    h("ul", {}, ...report.notes.map((note) => h("li", {}, note.message))),
  ];
}

export const verdict: Section = {id: "verdict", title: "In short", content};
