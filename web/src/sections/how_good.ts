// SPDX-License-Identifier: Apache-2.0
//
// How good the probabilities are: ranks (AUC) and losses (Brier, log-loss) beside those of the
// base rate as everybody's probability, whose Brier score is base rate x (1 - base rate).
import * as Plot from "@observablehq/plot";
import {h, type Child} from "../dom";
import {chart, colours, dashes, draw, explained, scrolling, table, type Column} from "../chart";
import {computed, figure, interval} from "../figures";
import type {Report} from "../data";
import {fileName, hasClasses} from "../words";
import type {Section} from "./section";

interface Measure { name: string; meaning: string; value: Child; limits: Child; base: Child }

function measures(report: Report): Measure[] {
  const e = report.evaluation!;
  const limits = (name: string) =>
    interval(report, `evaluation.${name}_low`, `evaluation.${name}_high`, {fixed: 3});
  const row = (name: string, path: string, meaning: string, base: Child): Measure => ({
    name, meaning, value: figure(report, `evaluation.${path}`, {fixed: 3}), limits: limits(path),
    base,
  });
  const rows: Measure[] = [];
  if (e.auc !== undefined) {
    rows.push(row("AUC", "auc", "how often an event gets a higher probability than another row; " +
      "1 is perfect", "0.5"));
  }
  const squares = hasClasses(report) || e.base_rate === null ? null
    : computed(e.base_rate * (1 - e.base_rate),
      "evaluation.base_rate * (1 - evaluation.base_rate)", {fixed: 3});
  rows.push(row("Brier score", "brier", "mean squared distance of the probability from what " +
    "happened; 0 is perfect", squares));
  rows.push(row("Log-loss", "log_loss", "mean surprise at what happened; 0 is perfect",
    figure(report, "evaluation.base_rate_log_loss", {fixed: 3})));
  if (hasClasses(report)) {
    rows.push({name: "Accuracy", meaning: "share of rows whose most probable class is the right " +
      "one; 1 is perfect", value: figure(report, "evaluation.accuracy", {fixed: 3}), limits: null,
      base: null});
  }
  return rows;
}

function measureTable(report: Report): HTMLElement {
  const rows = measures(report);
  const cell = (member: keyof Measure) => (k: number) => rows[k]![member];
  const columns: Column[] = [
    {head: "Measure", cell: (k) => explained(rows[k]!.name, rows[k]!.meaning)},
    {head: "This model", cell: cell("value")},
    {head: `${report.evaluation!.level ?? report.level}% limits`, cell: cell("limits")},
    {head: "Base rate alone", cell: cell("base")},
  ];
  return scrolling(table("How good the probabilities are, beside the base rate as everybody\u2019s",
    rows.length, columns));
}

// Plot draws a figure as large as the reader's hand: square, at most so wide.
const widest = 460;

function roc(report: Report): HTMLElement | null {
  const points = report.evaluation?.curves?.roc;
  if (!points || points.length < 2) return null;
  const drawing = draw("ROC curve", "Share of events found, rising from 0 to 1, against the " +
    "share of the others called events, for every threshold. The dashed diagonal is chance.",
  (width) => {
    const side = Math.min(width, widest);
    return {
      width: side, height: side, marginLeft: 56, marginBottom: 44, marginTop: 12, marginRight: 22,
      x: {domain: [0, 1], label: "False alarms: share of others called events",
        labelAnchor: "center", tickFormat: "%", ticks: 5, labelArrow: "none"},
      y: {domain: [0, 1], label: "Share of events found", labelAnchor: "center", tickFormat: "%",
        ticks: 5, labelArrow: "none"},
      marks: [
        Plot.line([[0, 0], [1, 1]], {stroke: colours.quiet, strokeDasharray: dashes.other}),
        Plot.areaY(points, {x: "false_positive_rate", y1: (d) => d.false_positive_rate,
          y2: "sensitivity", fill: colours.main, fillOpacity: 0.1}),
        Plot.line(points, {x: "false_positive_rate", y: "sensitivity", stroke: colours.main,
          strokeWidth: 2}),
        Plot.frame({stroke: colours.line}),
      ],
    };
  });
  const at = (k: number, name: string) => `evaluation.curves.roc.${k}.${name}`;
  return chart(rocSentence(report), drawing, () =>
    table("ROC curve: each threshold and the shares above it", points.length, [
      {head: "Threshold", cell: (k) => points[k]!.threshold === null ? "none"
        : figure(report, at(k, "threshold"), {significant: 4})},
      {head: "Sensitivity", cell: (k) => figure(report, at(k, "sensitivity"), {fixed: 3})},
      {head: "1 \u2212 specificity",
        cell: (k) => figure(report, at(k, "false_positive_rate"), {fixed: 3})},
    ]));
}

// The sentence names the point that finds most events for one false alarm in five.
function rocSentence(report: Report): Child[] {
  const points = report.evaluation!.curves!.roc;
  let k = 0;
  points.forEach((point, i) => { if (point.false_positive_rate <= 0.2) k = i; });
  const path = `evaluation.curves.roc.${k}`;
  return [h("b", {}, "ROC curve. "), "The further above the diagonal, the better it tells the " +
    "outcomes apart: for false alarms among ",
  figure(report, `${path}.false_positive_rate`, {percent: 0}), " of the others it finds ",
  figure(report, `${path}.sensitivity`, {percent: 0}), " of the events. The area under the curve " +
    "is the AUC, ", figure(report, "evaluation.auc", {fixed: 2}), "."];
}

function content(report: Report): HTMLElement[] {
  const e = report.evaluation;
  if (!e) return [];
  const where = e.is_fit_data ? "the rows that the model was fitted to"
    : fileName(e.source) || "new data";
  const start = h("p", {}, `Measured on ${where}: `, figure(report, "evaluation.rows", "count"),
    " rows", ...(e.base_rate !== null && !hasClasses(report)
      ? [", of which ", figure(report, "evaluation.base_rate", {percent: 1}),
        " have the event (the base rate)"] : []), ".");
  const curve = roc(report);
  return [start, measureTable(report), ...(curve ? [curve] : [])];
}

export const howGood: Section = {id: "how-good", title: "How good is it?", content};
