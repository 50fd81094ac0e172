// SPDX-License-Identifier: Apache-2.0
//
// Can the probabilities be trusted: the calibration curve, the histogram of the predictions, and
// figures and tests of calibration with words for reading them.
import {h, type Child} from "../dom";
import {explained, scrolling, table} from "../chart";
import {at, figure, numberAt} from "../figures";
import {folded} from "../folded";
import type {Report} from "../data";
import {calibrationChart, histogram} from "./calibration_chart";
import type {Section} from "./section";
import {isShrunkHere, shrinkage} from "./checks";
import {partition} from "./partition";

interface Row { name: string; value: Child; spread: Child; p: Child; meaning: string }

const constructed = "made so by the fit\u2019s own equations on its own data (by construction); " +
  "only new data can tell";

function calibrationFigure(report: Report, name: string, label: string, meaning: string): Row {
  const isConstructed = at(report, `evaluation.${name}_by_construction`) === true;
  return {
    name: label, value: figure(report, `evaluation.${name}`, {fixed: 3}), p: null,
    spread: isConstructed ? null
      : h("span", {}, "s.e. ", figure(report, `evaluation.${name}_std_error`, {fixed: 3})),
    meaning: isConstructed ? constructed : meaning,
  };
}

function test(report: Report, path: string, name: string, meaning: string): Row | null {
  if (numberAt(report, `${path}.statistic`) === null) return null;
  return {
    name, value: figure(report, `${path}.statistic`, {significant: 4}), meaning,
    spread: h("span", {}, "df ", figure(report, `${path}.df`, "count")),
    p: figure(report, `${path}.p_value`, "p"),
  };
}

function figuresOf(report: Report): Row[] {
  const e = report.evaluation!;
  const rows: (Row | null)[] = [
    calibrationFigure(report, "calibration_intercept", "Calibration intercept",
      "0 is right; below, the probabilities are too high on the whole, above, too low"),
    calibrationFigure(report, "calibration_slope", "Calibration slope",
      "1 is right; below 1 the probabilities are too extreme, above 1 too timid"),
    test(report, "evaluation.calibration_test", "Test of intercept 0 and slope 1",
      "a small p says that the probabilities need correcting (Cox)"),
    e.spiegelhalter_z == null ? null : {
      name: "Spiegelhalter\u2019s z", spread: null,
      value: figure(report, "evaluation.spiegelhalter_z", {significant: 3}),
      p: figure(report, "evaluation.spiegelhalter_p_value", "p"),
      meaning: "is the Brier score what the probabilities themselves promise? a small p says no",
    },
    test(report, "evaluation.hosmer_lemeshow", "Hosmer\u2013Lemeshow",
      "do groups of like probability come out as said? a small p says no; with very many rows it " +
      "finds faults too small to matter"),
  ];
  const known = rows.filter((row): row is Row => row !== null);
  return isShrunkHere(report) ? known.map((row) => ({...row, p: null, meaning: shrinkage})) : known;
}

function figuresTable(report: Report): HTMLElement {
  const rows = figuresOf(report);
  return scrolling(table("Figures and tests of calibration", rows.length, [
    {head: "Figure", cell: (k) => explained(rows[k]!.name, rows[k]!.meaning)},
    {head: "Value", cell: (k) => rows[k]!.value},
    {head: "s.e. or df", cell: (k) => rows[k]!.spread},
    {head: "p", cell: (k) => rows[k]!.p},
  ]));
}

function content(report: Report): HTMLElement[] {
  const e = report.evaluation;
  if (!e || e.calibration_slope === undefined) return [];
  const groups = e.hosmer_lemeshow_groups ?? [];
  return [
    calibrationChart(report),
    histogram(report),
    figuresTable(report),
    groups.length === 0 ? null : folded("The groups of Hosmer and Lemeshow", () =>
      scrolling(partition(report, "Groups of like probability, expected and observed"))),
  ].filter((part): part is HTMLElement => part !== null);
}

export const trust: Section = {
  id: "trust", title: "Can the probabilities be trusted?", content,
};
