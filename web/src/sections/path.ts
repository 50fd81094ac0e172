// SPDX-License-Identifier: Apache-2.0
//
// A grid of penalties: how cross-validation chose among them, and what the coefficients do.
import {chart, table} from "../chart";
import {chosenMarks, coefficientsChart, countChart, devianceChart, hasDeviations, measureChart,
  type Scale} from "../charts/path";
import {choice} from "../controls";
import type {CrossValidationData, PathData, Report} from "../data";
import {h, type Child} from "../dom";
import {figure, type Style} from "../figures";
import {name} from "../names";
import type {Section} from "./section";

const penalty: Style = {significant: 3};

const measures: Record<string, string> = {
  deviance: "mean deviance", auc: "AUC", misclassification: "share of errors",
};
const measureWords = (measure: string) => measures[measure] ?? measure;

function choiceWords(report: Report, cv: CrossValidationData): Child[] {
  const mean = (index: number) => figure(report, `cv.points.${index}.mean`, {significant: 4});
  const lambda = (index: number) => figure(report, `cv.points.${index}.lambda`, penalty);
  return ["Cross-validated ", measureWords(cv.measure), " of ", figure(report, "cv.folds", "count"),
    " folds, with bars of one standard error. Best (ring): ", mean(cv.best), " at \u03bb = ",
    lambda(cv.best), "; the strongest penalty within one standard error of it (square): ",
    mean(cv.one_se), " at ", lambda(cv.one_se), ". This report\u2019s model is that at the ",
    cv.choice === "best" ? "ring." : "square.",
    cv.fold_column === null ? null
      : h("span", {}, " Folds are those of the column ", name(cv.fold_column, 300), ".")];
}

function cvTable(report: Report, cv: CrossValidationData): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `cv.points.${k}.${member}`, style);
  return table(`Cross-validated ${measureWords(cv.measure)}`, cv.points.length, [
    {head: "\u03bb", cell: cell("lambda", penalty)},
    {head: "mean", cell: cell("mean", {significant: 5})},
    {head: "std. error", cell: cell("std_error", {significant: 2})},
    {head: "chosen", text: true, cell: (k) => [k === cv.best ? "best" : "",
      k === cv.one_se ? "one SE" : ""].filter(Boolean).join(", ")},
  ]);
}

function pathTable(report: Report, path: PathData): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `path.points.${k}.${member}`, style);
  return table("The path", path.points.length, [
    {head: "\u03bb", cell: cell("lambda", penalty)},
    {head: "l1", cell: cell("l1", penalty)},
    {head: "l2", cell: cell("l2", penalty)},
    {head: "deviance taken away", cell: cell("deviance_ratio", {percent: 2})},
    {head: "coefficients", cell: cell("nonzero", "count")},
    {head: "converged", text: true, cell: (k) => (path.points[k]!.converged ? "yes" : "no")},
  ]);
}

const columnsListed = 6;

// At a few of the penalties: all would be thousands of numbers.
function coefficientTable(report: Report, path: PathData): HTMLTableElement {
  const last = path.points.length - 1;
  const {best, one_se} = report.cv ?? {best: last, one_se: last};
  const even = Array.from({length: columnsListed}, (_, k) =>
    Math.round(k * last / (columnsListed - 1)));
  const listed = [...new Set([...even, best, one_se])].sort((a, b) => a - b);
  const caption = "Coefficients in the columns\u2019 units, at some of the penalties";
  return table(caption, path.curves.length, [
    {head: "term", cell: (k) => name(path.curves[k]!.term)},
    ...listed.map((point) => ({
      head: figure(report, `path.points.${point}.lambda`, penalty),
      cell: (k: number) => figure(report, `path.curves.${k}.estimates.${point}`,
        {significant: 3})})),
  ]);
}

function coefficientParts(report: Report, path: PathData): HTMLElement[] {
  if (path.curves.length === 0) return [];
  const hasZero = path.points.some(({lambda}) => lambda <= 0);
  const left = path.terms_with_estimates - path.curves.length;
  const kind = path.mix === 1 ? "lasso" : path.mix === 0 ? "ridge" : "elastic net";
  let scale: Scale = hasDeviations(path) ? "deviation" : "unit";
  const drawn = coefficientsChart(path, chosenMarks(report), () => scale);
  const turn = (value: string) => {
    scale = value as Scale;
    drawn.redraw();
  };
  const scales = [{value: "deviation", label: "standard deviation"},
    {value: "unit", label: "unit"}];
  return [
    ...(scale === "deviation" ? [choice("Coefficients per", scales, turn)] : []),
    chart([
      `Coefficients of the ${kind}: each line is a term, ` +
      (path.mix === 0 ? "nearer to 0 the stronger the penalty"
        : "at 0 until the penalty is weak enough to let it in") + ". The largest are named.",
      left > 0 ? ` ${left} with smaller effects are left out.` : null,
      hasZero ? " The penalty 0 has no place on this axis; it is in the numbers." : null,
    ], drawn, () => coefficientTable(report, path)),
  ];
}

function pathParts(report: Report, path: PathData): HTMLElement[] {
  const marks = chosenMarks(report);
  const unfinished = path.points.filter((point) => !point.converged).length;
  const last = path.points.length - 1;
  return [
    ...coefficientParts(report, path),
    h("div", {class: "pair"},
      chart(["The weakest penalty takes away ",
        figure(report, `path.points.${last}.deviance_ratio`, {percent: 1}),
        " of the deviance that a model without columns leaves.",
        unfinished > 0 ? ` A cross: one of ${unfinished} fits that did not converge.` : null],
      devianceChart(path, marks), () => pathTable(report, path)),
      chart(["With the weakest penalty ", figure(report, `path.points.${last}.nonzero`, "count"),
        " coefficients are other than 0."], countChart(path, marks))),
  ];
}

function content(report: Report): HTMLElement[] {
  const {path, cv} = report;
  if (!path && !cv) return [];
  const marks = chosenMarks(report);
  return [
    ...(cv ? [chart(choiceWords(report, cv), measureChart(cv, measureWords(cv.measure), marks),
      () => cvTable(report, cv))] : []),
    ...(path ? pathParts(report, path) : []),
  ];
}

export const path: Section = {
  id: "path",
  title: "What does the penalty do?",
  content,
};
