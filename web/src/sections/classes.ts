// SPDX-License-Identifier: Apache-2.0
//
// Several classes: what happened against what was said, and each class against all others.
import {chart, scrolling, table, type Column} from "../chart";
import {classCalibrationChart, filledBins, rocChart} from "../charts/class_curves";
import type {ClassFigures, Report} from "../data";
import {h} from "../dom";
import {computed, figure, interval, type Style} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import type {Section} from "./section";

const curvesAtOnce = 9;
const classesInMatrix = 25;

// ---- what happened, what was said ---------------------------------------------------------------

// A count, the share of its row below it, and a ground as strong as the share.
function matrixCell(report: Report, row: number, column: number, share: number): HTMLElement {
  const cell = h("span", {class: row === column ? "heat right" : "heat wrong"},
    figure(report, `evaluation.confusion.${row}.${column}`, "count"),
    h("span", {class: "share"}, computed(share, "of the row", {percent: share < 0.1 ? 1 : 0})));
  cell.style.setProperty("--share", String(share));
  return cell;
}

// Of many classes those with most rows.
function matrix(report: Report, classes: ClassFigures[], confusion: number[][]): HTMLElement[] {
  const listed = classes.map((c, index) => ({index, weight: c.weight}))
    .sort((a, b) => b.weight - a.weight).slice(0, classesInMatrix)
    .map(({index}) => index).sort((a, b) => a - b);
  const label = (index: number) => name(classes[index]!.label, 150);
  const columns: Column[] = listed.map((column) => ({
    head: label(column),
    cell: (row) => {
      const counts = confusion[listed[row]!]!;
      const total = counts.reduce((sum, count) => sum + count, 0);
      return matrixCell(report, listed[row]!, column, total > 0 ? counts[column]! / total : 0);
    },
  }));
  const drawn = table("Rows: what happened. Columns: the most probable class.", listed.length,
    [{head: "what happened", cell: (row) => label(listed[row]!)}, ...columns]);
  drawn.classList.add("matrix");
  const left = classes.length - listed.length;
  return [
    h("p", {}, "The most probable class is right for ", figure(report, "evaluation.accuracy",
      {percent: 1}), " of the rows. Each line below is what became of one class: counts, and " +
      "shares of the line; the diagonal is what was right."),
    scrolling(drawn),
    ...(left > 0 ? [h("p", {class: "quiet"}, `The ${left} classes with fewest rows are left out ` +
      "of this table.")] : []),
  ];
}

// ---- each class ---------------------------------------------------------------------------------

function figuresTable(report: Report, classes: ClassFigures[]): HTMLTableElement {
  const path = (k: number, member: string) => `evaluation.classes.${k}.${member}`;
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, path(k, member), style);
  return table("Each class against all others", classes.length, [
    {head: "class", cell: (k) => name(classes[k]!.label)},
    {head: "rows", cell: cell("weight", "count")},
    {head: "recall", cell: cell("recall", {percent: 1})},
    {head: "precision", cell: cell("precision", {percent: 1})},
    {head: "AUC", cell: cell("auc", {fixed: 3})},
    {head: "its interval", cell: (k) =>
      interval(report, path(k, "auc_low"), path(k, "auc_high"), {fixed: 3})},
  ]);
}

// Small charts, the first few at once.
function multiples(figures: (() => HTMLElement)[]): HTMLElement[] {
  const grid = (part: (() => HTMLElement)[]) =>
    h("div", {class: "multiples"}, ...part.map((make) => make()));
  const rest = figures.slice(curvesAtOnce);
  return [grid(figures.slice(0, curvesAtOnce)), ...(rest.length === 0 ? []
    : [folded(`The other ${rest.length} classes`, () => grid(rest), true)])];
}

function rocFigure(report: Report, figures: ClassFigures, index: number): HTMLElement {
  const path = `evaluation.classes.${index}`;
  const cell = (member: string) => (k: number) =>
    figure(report, `${path}.roc.${k}.${member}`, {significant: 4});
  return chart([h("strong", {}, name(figures.label, 400)), ": AUC ",
    figure(report, `${path}.auc`, {fixed: 3}), "."], rocChart(figures),
  () => table(`ROC curve of ${figures.label}`, figures.roc!.length, [
    {head: "threshold", cell: cell("threshold")},
    {head: "sensitivity", cell: cell("sensitivity")},
    {head: "false positive rate", cell: cell("false_positive_rate")},
  ]));
}

function calibrationFigure(report: Report, figures: ClassFigures, index: number): HTMLElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `evaluation.classes.${index}.calibration_table.${k}.${member}`, style);
  const bins = figures.calibration_table!;
  return chart([h("strong", {}, name(figures.label, 400))], classCalibrationChart(figures),
    () => table(`Calibration of ${figures.label}`, bins.length, [
      {head: "from", cell: cell("low", {percent: 0})},
      {head: "to", cell: cell("high", {percent: 0})},
      {head: "n", cell: cell("nobs", "count")},
      {head: "mean probability", cell: cell("mean_probability", {percent: 1})},
      {head: "share", cell: cell("observed_share", {percent: 1})},
    ]));
}

function curves(report: Report, classes: ClassFigures[]): HTMLElement[] {
  const indexed = classes.map((figures, index) => ({figures, index}));
  const withRoc = indexed.filter(({figures}) => (figures.roc?.length ?? 0) > 0);
  const withBins = indexed.filter(({figures}) =>
    filledBins(figures.calibration_table ?? []).length > 0);
  return [
    ...(withRoc.length === 0 ? [] : [
      h("h3", {}, "Is each class told from the others?"),
      h("p", {}, "ROC curves: how much of the class is found as more of the others are called " +
        "so. The farther above the dotted line, the better."),
      ...multiples(withRoc.map(({figures, index}) => () => rocFigure(report, figures, index)))]),
    ...(withBins.length === 0 ? [] : [
      h("h3", {}, "Can each class\u2019s probability be trusted?"),
      h("p", {}, "Rows with like probabilities of the class, and the share that was of it; " +
        "larger dots are more rows. On the dotted line the two agree."),
      ...multiples(withBins.map(({figures, index}) => () =>
        calibrationFigure(report, figures, index)))]),
  ];
}

function content(report: Report): HTMLElement[] {
  const {evaluation} = report;
  const classes = evaluation?.classes ?? [];
  if (!evaluation || classes.length === 0) return [];
  return [
    ...(evaluation.confusion ? matrix(report, classes, evaluation.confusion) : []),
    h("h3", {}, "Class by class"),
    scrolling(figuresTable(report, classes)),
    ...curves(report, classes),
  ];
}

export const classes: Section = {
  id: "classes",
  title: "Which classes does it tell apart?",
  content,
};
