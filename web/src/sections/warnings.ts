// SPDX-License-Identifier: Apache-2.0
//
// The notes of fit, evaluation and diagnostics, the gravest first.
import {h} from "../dom";
import type {Note, Report} from "../data";

// By the note's code or its first word. The rest are remarks: what was done, what does not apply.
const grave = ["separation", "evaluate.log_loss_infinite", "fit.step_too_large",
  "network.no_minimum", "cv.unconverged", "vce.undefined", "vce.separated"];
const cautions = ["column.collinear", "column.filled", "column.inexact_integers", "predict",
  "design", "evaluate.one_class", "evaluate.other_rows", "interaction.empty_cells",
  "joint_test.not_found", "network.ended_early", "profile.not_found", "sparse.unseen",
  "vce.few_clusters", "weights.likelihood"];

export type Gravity = "grave" | "caution" | "remark";

export function gravity(note: Note): Gravity {
  const family = note.code.split(".")[0]!;
  const is = (list: string[]) => list.includes(note.code) || list.includes(family);
  return is(grave) ? "grave" : is(cautions) ? "caution" : "remark";
}

const order: Gravity[] = ["grave", "caution", "remark"];

// That the data are those of the fit is one of the verdict's questions already.
const isSaid = (note: Note) => note.code === "evaluate.fit_data";

export function notesOf(report: Report): Note[] {
  const notes = [...report.notes, ...(report.evaluation?.notes ?? []),
    ...(report.diagnostics?.notes ?? [])];
  const seen = new Set<string>();
  return notes.filter((note) => !isSaid(note))
    .filter(({message}) => !seen.has(message) && Boolean(seen.add(message)))
    .map((note) => ({note, rank: order.indexOf(gravity(note))}))
    .sort((a, b) => a.rank - b.rank).map(({note}) => note);
}

// A sentence begins with a capital, but a name in it keeps its own.
const sentence = (text: string) => /^[a-z-]+ /.test(text) ? text[0]!.toUpperCase() + text.slice(1)
  : text;

export function warnings(report: Report): HTMLElement[] {
  const notes = notesOf(report);
  if (notes.length === 0) return [];
  const alarming = notes.some((note) => gravity(note) !== "remark");
  return [
    h("h3", {}, alarming ? "Warnings" : "Remarks"),
    h("ul", {class: "notes"}, ...notes.map((note) =>
      h("li", {class: gravity(note), "data-code": note.code}, sentence(note.message)))),
  ];
}
