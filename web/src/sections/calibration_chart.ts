// SPDX-License-Identifier: Apache-2.0
//
// What happened against what was said: a smooth curve with its limits, groups of rows, and the
// diagonal where both agree; below it, where the predictions lie.
import * as Plot from "@observablehq/plot";
import {h, type Child} from "../dom";
import {chart, colours, dashes, draw, table} from "../chart";
import {figure, format} from "../figures";
import type {Evaluation, Report} from "../data";
import {percentTick, reachOf} from "./reach";

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

interface Dot { said: number; happened: number; rows: number }

// Tenths of the scale, or, where the predictions fill few of them, groups of like probability
// (of a fit without weights, whose sums are counts).
function dotsOf(e: Evaluation): Dot[] {
  const groups = e.hosmer_lemeshow_groups ?? [];
  if (reachOf(e) <= 0.2 && e.sum_weights === e.nobs && groups.length > 0) {
    return groups.map(({nobs, expected, observed}) =>
      ({said: expected / nobs, happened: observed / nobs, rows: nobs}));
  }
  return (e.calibration_table ?? []).filter((bin) => bin.nobs > 0).map((bin) =>
    ({said: bin.mean_probability!, happened: bin.observed_share!, rows: bin.nobs}));
}

function curveMarks(e: Evaluation): Plot.Markish[] {
  const clip = true;
  const curve = (e.curves?.calibration ?? []).filter((point) => point.observed !== null);
  const observed = ({probability, observed: share}: (typeof curve)[number]) =>
    (hasRows(e, probability) ? share : NaN);
  return [
    Plot.line([[0, 0], [1, 1]], {stroke: colours.quiet, strokeDasharray: dashes.other, clip}),
    Plot.areaY(curve, {x: "probability", y1: "low", y2: "high", fill: colours.main,
      fillOpacity: 0.16, clip}),
    Plot.line(curve, {x: "probability", y: "observed", stroke: colours.main,
      strokeDasharray: dashes.good, clip}),
    Plot.line(curve, {x: "probability", y: observed, stroke: colours.main, strokeWidth: 2.5, clip}),
    Plot.dot(dotsOf(e), {x: "said", y: "happened", r: "rows", stroke: colours.other,
      fill: colours.other, fillOpacity: 0.35, strokeWidth: 1.5, symbol: "diamond"}),
    Plot.frame({stroke: colours.line}),
  ];
}

export function calibrationChart(report: Report): HTMLElement | null {
  const e = report.evaluation!;
  const bins = e.calibration_table ?? [];
  if (bins.length === 0 && !e.curves) return null;
  const drawing = draw("Calibration curve", "Share of events that happened against the " +
    "probability that was said. On the dashed diagonal both agree. The line is a smooth " +
    "estimate with its limits as a band; diamonds are groups of rows.", (width) => {
    const side = Math.min(width, widest);
    const end = reachOf(e);
    const scale = {domain: [0, end], labelAnchor: "center", labelArrow: "none", ticks: 5,
      tickFormat: percentTick(end)} as const;
    return {
      width: side, height: Math.min(side, 480), ...margins, marginBottom: 44, marginTop: 12,
      x: {...scale, label: "Probability that was said"},
      y: {...scale, label: "Share that happened"},
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
  const keys = ` (${report.evaluation!.curves ? line : ""}diamonds: groups of rows, larger ` +
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

// Events above the line, others below it, each as a share of its own: else rare events would not
// be seen.
export function histogram(report: Report): HTMLElement | null {
  const bins = report.evaluation?.curves?.histogram;
  if (!bins || bins.length === 0) return null;
  const end = reachOf(report.evaluation!);
  const shares = (name: "events" | "others") => {
    const total = bins.reduce((sum, bin) => sum + bin[name], 0) || 1;
    return bins.filter(({low}) => low < end)
      .map((bin) => ({low: bin.low, high: bin.high, share: bin[name] / total}));
  };
  const [events, others] = [shares("events"), shares("others")];
  const most = (bars: typeof events) => Math.max(...bars.map(({share}) => share));
  const bar = (bars: typeof events, sign: 1 | -1, fill: string) =>
    Plot.rectY(bars, {x1: "low", x2: "high", y: ({share}) => sign * share, fill, insetLeft: 0.5,
      insetRight: 0.5, clip: true});
  const drawing = draw("Histogram of the predictions", "Rows by predicted probability: events " +
    "above the line, the others below it.", (width) => ({
    width: Math.min(width, widest), height: 230, ...margins, marginBottom: 44, marginTop: 22,
    x: {domain: [0, end], label: "Probability that was said", labelAnchor: "center",
      labelArrow: "none", tickFormat: percentTick(end), ticks: 5},
    y: {domain: [-most(others), most(events)], label: null, ticks: 4,
      tickFormat: (share: number) => format(Math.abs(share), {percent: 0})},
    marks: [
      bar(events, 1, colours.main), bar(others, -1, colours.other),
      Plot.ruleY([0], {stroke: colours.ink}),
      Plot.text(["events \u25b2"], {frameAnchor: "top-right", dx: -4, dy: -10}),
      Plot.text(["others \u25bc"], {frameAnchor: "bottom-right", dx: -8, dy: -8}),
    ],
  }));
  const path = (k: number, name: string) => `evaluation.curves.histogram.${k}.${name}`;
  const sentence: Child[] = [h("b", {}, "Where the predictions lie. "), "Events above the line, " +
    "the others below it, each as a share of their own. The further right the first and the " +
    "further left the second, the better; the base rate is ",
  figure(report, "evaluation.base_rate", {percent: 1}), "."];
  return chart(sentence, drawing, () => table("Predictions by probability", bins.length, [
    {head: "From", cell: (k) => figure(report, path(k, "low"), {significant: 3})},
    {head: "to", cell: (k) => figure(report, path(k, "high"), {significant: 3})},
    {head: "Events", cell: (k) => figure(report, path(k, "events"), "count")},
    {head: "Others", cell: (k) => figure(report, path(k, "others"), "count")},
  ]));
}
