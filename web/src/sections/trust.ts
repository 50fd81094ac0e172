// SPDX-License-Identifier: Apache-2.0
//
// Can the probabilities be trusted: what happened against what was said, as a smooth curve with
// its limits, as bins, and as tests; and where the predictions lie.
import * as Plot from "@observablehq/plot";
import {h, type Child} from "../dom";
import {chart, colours, dashes, draw, explained, scrolling, table} from "../chart";
import {at, figure, format, numberAt} from "../figures";
import {folded} from "../folded";
import type {Evaluation, Report} from "../data";
import type {Section} from "./section";
import {partition} from "./partition";

const margins = {marginLeft: 56, marginRight: 22};
const widest = 620;

// Between the few probabilities of a model of categories alone the smooth curve is a guess.
function hasRows(e: Evaluation, probability: number): boolean {
  const bins = e.curves?.histogram ?? [];
  const k = bins.findIndex(({low, high}) => probability >= low && probability <= high);
  return [k - 1, k, k + 1].some((i) => {
    const bin = bins[i];
    return bin !== undefined && bin.events + bin.others > 0;
  });
}

function curveMarks(e: Evaluation): Plot.Markish[] {
  const bins = (e.calibration_table ?? []).filter((bin) => bin.nobs > 0);
  const curve = (e.curves?.calibration ?? []).filter((point) => point.observed !== null);
  const observed = ({probability, observed: share}: (typeof curve)[number]) =>
    (hasRows(e, probability) ? share : NaN);
  return [
    Plot.line([[0, 0], [1, 1]], {stroke: colours.quiet, strokeDasharray: dashes.other}),
    Plot.areaY(curve, {x: "probability", y1: "low", y2: "high", fill: colours.main,
      fillOpacity: 0.16}),
    Plot.line(curve, {x: "probability", y: "observed", stroke: colours.main,
      strokeDasharray: dashes.good}),
    Plot.line(curve, {x: "probability", y: observed, stroke: colours.main, strokeWidth: 2.5}),
    Plot.dot(bins, {x: "mean_probability", y: "observed_share", r: "nobs", stroke: colours.other,
      fill: colours.other, fillOpacity: 0.35, strokeWidth: 1.5, symbol: "diamond"}),
    Plot.frame({stroke: colours.line}),
  ];
}

function calibrationChart(report: Report): HTMLElement | null {
  const e = report.evaluation!;
  const bins = e.calibration_table ?? [];
  if (bins.length === 0 && !e.curves) return null;
  const drawing = draw("Calibration curve", "Share of events that happened against the " +
    "probability that was said. On the dashed diagonal both agree. The line is a smooth " +
    "estimate with its limits as a band; diamonds are tenths of the scale, larger with more " +
    "rows.", (width) => {
    const side = Math.min(width, widest);
    return {
      width: side, height: Math.min(side, 480), ...margins, marginBottom: 44, marginTop: 12,
      x: {domain: [0, 1], label: "Probability that was said", labelAnchor: "center",
        labelArrow: "none", tickFormat: "%", ticks: 5},
      y: {domain: [0, 1], label: "Share that happened", labelAnchor: "center",
        labelArrow: "none", tickFormat: "%", ticks: 5},
      r: {range: [2.5, 8]},
      marks: curveMarks(e),
    };
  });
  return chart(calibrationSentence(report), drawing, () => calibrationTable(report));
}

// The sentence names the bin with most rows.
function calibrationSentence(report: Report): Child[] {
  const bins = report.evaluation!.calibration_table ?? [];
  const start: Child[] = [h("b", {}, "Calibration. "),
    "On the dashed line, what is said is what happens. "];
  if (bins.length === 0) return start;
  const k = bins.reduce((best, bin, i) => (bin.nobs > bins[best]!.nobs ? i : best), 0);
  const path = `evaluation.calibration_table.${k}`;
  const line = "Line: smooth estimate with limits, dotted where no rows lie; ";
  const keys = ` (${report.evaluation!.curves ? line : ""}diamonds: tenths of the scale, larger ` +
    "with more rows.)";
  return [...start, "Where most rows lie, it says ",
    figure(report, `${path}.mean_probability`, {percent: 1}), " on average, and ",
    figure(report, `${path}.observed_share`, {percent: 1}), " happened.",
    h("span", {class: "quiet"}, keys)];
}

function calibrationTable(report: Report): HTMLTableElement {
  const bins = report.evaluation!.calibration_table ?? [];
  const path = (k: number, name: string) => `evaluation.calibration_table.${k}.${name}`;
  return table("Calibration by tenths of the probability scale", bins.length, [
    {head: "From", cell: (k) => figure(report, path(k, "low"), {fixed: 1})},
    {head: "to", cell: (k) => figure(report, path(k, "high"), {fixed: 1})},
    {head: "Rows", cell: (k) => figure(report, path(k, "nobs"), "count")},
    {head: "Said (mean)", cell: (k) => figure(report, path(k, "mean_probability"), {percent: 1})},
    {head: "Happened", cell: (k) => figure(report, path(k, "observed_share"), {percent: 1})},
  ]);
}

// Events above the line, others below it, on the scale of the calibration curve.
function histogram(report: Report): HTMLElement | null {
  const bins = report.evaluation?.curves?.histogram;
  if (!bins || bins.length === 0) return null;
  const drawing = draw("Histogram of the predictions", "Rows by predicted probability: events " +
    "above the line, the others below it.", (width) => {
    const bar = (y: "events" | "others", sign: 1 | -1, fill: string) =>
      Plot.rectY(bins, {x1: "low", x2: "high", y: (d) => sign * d[y], fill, insetLeft: 0.5,
        insetRight: 0.5});
    const side = Math.min(width, widest);
    const most = Math.max(...bins.map((bin) => bin.events));
    const least = Math.max(...bins.map((bin) => bin.others));
    return {
      width: side, height: 230, ...margins, marginBottom: 44, marginTop: 22,
      x: {domain: [0, 1], label: "Probability that was said", labelAnchor: "center",
        labelArrow: "none", tickFormat: "%", ticks: 5},
      y: {domain: [-least, most], label: null, ticks: 4,
        tickFormat: (d: number) => format(Math.abs(d), "count")},
      marks: [
        bar("events", 1, colours.main), bar("others", -1, colours.other),
        Plot.ruleY([0], {stroke: colours.ink}),
        Plot.text(["events \u25b2"], {frameAnchor: "top-right", dx: -4, dy: -10}),
        Plot.text(["others \u25bc"], {frameAnchor: "bottom-right", dx: -8, dy: -8}),
      ],
    };
  });
  const path = (k: number, name: string) => `evaluation.curves.histogram.${k}.${name}`;
  const sentence: Child[] = [h("b", {}, "Where the predictions lie. "), "Rows with the event " +
    "above the line, the others below it. The further right the first and the further left the " +
    "second, the better; the base rate is ",
  figure(report, "evaluation.base_rate", {percent: 1}), "."];
  return chart(sentence, drawing, () => table("Predictions by probability", bins.length, [
    {head: "From", cell: (k) => figure(report, path(k, "low"), {significant: 3})},
    {head: "to", cell: (k) => figure(report, path(k, "high"), {significant: 3})},
    {head: "Events", cell: (k) => figure(report, path(k, "events"), "count")},
    {head: "Others", cell: (k) => figure(report, path(k, "others"), "count")},
  ]));
}

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
  return rows.filter((row): row is Row => row !== null);
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
