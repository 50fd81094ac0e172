// SPDX-License-Identifier: Apache-2.0
//
// Along a grid of penalties, from the strongest on the left to the weakest: the coefficients, how
// much of the deviance the model takes away, how many coefficients it has, and the measure of
// cross-validation. A logarithmic axis; a penalty of 0 has no place on it.
import * as Plot from "@observablehq/plot";
import {colours, dashes, draw, type Drawing} from "../chart";
import type {CrossValidationData, PathData, Report} from "../data";
import {format} from "../figures";
import {termName, textWidth} from "../names";

const labelled = 10;

// Pairs that differ in colour and in dash.
const looks = [
  {stroke: colours.main, dash: dashes.main}, {stroke: colours.other, dash: dashes.other},
  {stroke: colours.good, dash: dashes.good}, {stroke: colours.bad, dash: dashes.bad},
  {stroke: colours.ink, dash: "10 3"},
];

export interface Mark { index: number; lambda: number; name: string }

// The chosen points, the best and that within one standard error; one where they coincide.
export function chosenMarks(report: Report): Mark[] {
  const {cv, path} = report;
  if (!cv) return [];
  const lambda = (index: number) =>
    path?.points[index]?.lambda ?? cv.points[index]?.lambda ?? 0;
  const marks = [{index: cv.best, name: "best"}, {index: cv.one_se, name: "1 SE"}];
  return (cv.best === cv.one_se ? [{index: cv.best, name: "best, 1 SE"}] : marks)
    .map((mark) => ({...mark, lambda: lambda(mark.index)})).filter((mark) => mark.lambda > 0);
}

function lambdaAxis(width: number): Plot.ScaleOptions {
  return {type: "log", reverse: true, label: "penalty \u03bb, weaker to the right \u2192",
    ticks: Math.max(3, width / 160), tickFormat: (value: number) => format(value, {upto: 2})};
}

const rules = (marks: Mark[]) => [
  Plot.ruleX(marks, {x: "lambda", stroke: colours.quiet, strokeDasharray: "3 3"}),
  ...marks.map((mark) => Plot.text([mark], {x: "lambda", text: "name", frameAnchor: "top", dy: -14,
    textAnchor: mark.name === "1 SE" ? "end" : "start", fill: "currentColor"})),
];

const frame = {marginLeft: 58, marginRight: 34, marginTop: 34, marginBottom: 42};

// ---- coefficients -------------------------------------------------------------------------------

interface Point { lambda: number; estimate: number; index: number }
interface End { term: string; y: number; index: number }

// Names at the ends of the curves: moved apart so that none covers another, in the curves' order.
export function spread(ends: End[], least: number, low: number, high: number): End[] {
  const sorted = [...ends].sort((a, b) => b.y - a.y).map((end) => ({...end}));
  sorted.forEach((end, k) => {
    if (k > 0) end.y = Math.min(end.y, sorted[k - 1]!.y - least);
  });
  let floor = low;
  for (const end of sorted.reverse()) {
    end.y = Math.max(end.y, floor);
    floor = end.y + least;
  }
  return sorted.filter((end) => end.y <= high + least);
}

export type Scale = "deviation" | "unit";

// Of a term that is 0 at the last penalty the standard deviation is not in the report.
function factor({estimates, size}: PathData["curves"][number], scale: Scale): number | null {
  if (scale === "unit") return 1;
  const last = Math.abs(estimates[estimates.length - 1] ?? 0);
  return size && last > 0 ? size / last : null;
}

export const hasDeviations = (path: PathData) =>
  path.curves.some((curve) => factor(curve, "deviation") !== null);

function coefficientCurves(path: PathData, scale: Scale): Point[] {
  return path.curves.flatMap((curve, index) => {
    const times = factor(curve, scale);
    return times === null ? [] : path.points.flatMap((point, k) => (point.lambda > 0
      ? [{lambda: point.lambda, estimate: times * curve.estimates[k]!, index}] : []));
  });
}

// What is drawn on a scale: the points, and the curves with the largest ends first.
interface Coefficients { points: Point[]; last: number; order: Point[]; low: number; high: number }

function coefficients(path: PathData, scale: Scale): Coefficients {
  const points = coefficientCurves(path, scale);
  const last = Math.min(...points.map((point) => point.lambda));
  const order = points.filter((point) => point.lambda === last)
    .sort((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate));
  const values = points.map((point) => point.estimate);
  return {points, last, order, low: Math.min(...values, 0), high: Math.max(...values, 0)};
}

const coefficientsHeight = 380;

// The largest are drawn apart and named at their ends.
function coefficientMarks(path: PathData, drawn: Coefficients, room: number) {
  const {points, last, order, low, high} = drawn;
  const named = order.slice(0, labelled);
  const look = (index: number) =>
    looks[named.findIndex((end) => end.index === index) % looks.length]!;
  const height = coefficientsHeight - frame.marginTop - frame.marginBottom;
  const names = spread(named.map(({index, estimate}) =>
    ({term: termName(path.curves[index]!, room), y: estimate, index})),
  (high - low || 1) * 14 / height, low, high);
  const isNamed = new Set(named.map(({index}) => index));
  const lines = {x: "lambda", y: "estimate", z: "index"};
  const marks = [
    Plot.line(points.filter(({index}) => !isNamed.has(index)),
      {...lines, stroke: colours.quiet, strokeOpacity: 0.5}),
    ...named.map(({index}) => Plot.line(points.filter((point) => point.index === index),
      {...lines, strokeWidth: 1.8, stroke: look(index).stroke,
        strokeDasharray: look(index).dash})),
    Plot.text(names, {x: () => last, y: "y", text: "term", textAnchor: "start", dx: 6,
      fill: ({index}: End) => look(index).stroke}),
  ];
  return {marks, margin: Math.ceil(Math.max(0, ...names.map(({term}) => textWidth(term))))};
}

// Drawn anew by redraw() when `scale` changes.
export function coefficientsChart(path: PathData, marks: Mark[], scale: () => Scale): Drawing {
  return draw("Coefficients along the path",
    `${path.curves.length} coefficients at ${path.points.length} penalties`, (width) => {
      const drawn = coefficients(path, scale());
      const curves = coefficientMarks(path, drawn, Math.min(186, 0.34 * width - 14));
      return {
        ...frame, height: coefficientsHeight, marginRight: 12 + curves.margin, x: lambdaAxis(width),
        y: {label: scale() === "unit" ? "\u2191 coefficient"
          : "\u2191 coefficient, per standard deviation", grid: true, ticks: 6},
        marks: [Plot.ruleY([0], {stroke: colours.quiet}), ...rules(marks), ...curves.marks],
      };
    });
}

// ---- what the models are like -------------------------------------------------------------------

type PathPoint = PathData["points"][number];

const drawable = (path: PathData) => path.points.filter(({lambda}) => lambda > 0);

export function devianceChart(path: PathData, marks: Mark[]): Drawing {
  return draw("Share of the deviance taken away, along the path", `${path.points.length} penalties`,
    (width) => ({
      ...frame, height: 210, x: lambdaAxis(width),
      y: {label: "\u2191 deviance taken away", zero: true, grid: true, ticks: 4,
        tickFormat: (value: number) => format(value, {percent: 0})},
      marks: [
        ...rules(marks),
        Plot.line(drawable(path).filter((point) => point.deviance_ratio !== null),
          {x: "lambda", y: "deviance_ratio", stroke: colours.main, strokeWidth: 2}),
        Plot.dot(drawable(path).filter((point) => !point.converged), {x: "lambda",
          y: "deviance_ratio", symbol: "times", stroke: colours.bad, strokeWidth: 2}),
      ],
    }));
}

export function countChart(path: PathData, marks: Mark[]): Drawing {
  return draw("Number of coefficients other than 0, along the path",
    `${path.points.length} penalties`, (width) => ({
      ...frame, height: 210, x: lambdaAxis(width),
      y: {label: "\u2191 coefficients other than 0", zero: true, grid: true, ticks: 4},
      marks: [
        ...rules(marks),
        Plot.line(drawable(path), {x: "lambda", y: (point: PathPoint) => point.nonzero,
          curve: "step", stroke: colours.main, strokeWidth: 2}),
      ],
    }));
}

type Measured = CrossValidationData["points"][number] & {index: number};

export function measureChart(cv: CrossValidationData, measure: string, marks: Mark[]): Drawing {
  const points: Measured[] = cv.points.map((point, index) => ({...point, index}))
    .filter(({lambda, mean}) => lambda > 0 && mean !== null);
  const chosen = points.filter(({index}) => index === cv.best || index === cv.one_se);
  return draw(`Cross-validated ${measure} along the path`, `${points.length} penalties, ` +
    `${cv.folds} folds`, (width) => ({
    ...frame, height: 300, x: lambdaAxis(width),
    y: {label: `\u2191 ${measure}`, grid: true, ticks: 5},
    marks: [
      Plot.ruleX(points.filter((point) => point.std_error !== null), {x: "lambda",
        y1: ({mean, std_error}: Measured) => mean! - std_error!,
        y2: ({mean, std_error}: Measured) => mean! + std_error!,
        stroke: colours.main, strokeOpacity: 0.45}),
      ...rules(marks),
      Plot.dot(points, {x: "lambda", y: "mean", r: 2.5, fill: colours.main}),
      Plot.dot(chosen, {x: "lambda", y: "mean", r: 5.5, fill: "var(--paper)", strokeWidth: 2.5,
        stroke: colours.other,
        symbol: ({index}: Measured) => (index === cv.best ? "circle" : "square")}),
    ],
  }));
}
