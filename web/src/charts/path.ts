// SPDX-License-Identifier: Apache-2.0
//
// Along a grid of penalties, from the strongest on the left to the weakest: the coefficients, how
// much of the deviance the model takes away, how many coefficients it has, and the measure of
// cross-validation. A logarithmic axis; a penalty of 0 has no place on it.
import * as Plot from "@observablehq/plot";
import {colours, dashes, draw, type Drawing} from "../chart";
import type {CrossValidationData, PathData, Report} from "../data";
import {format} from "../figures";
import {cut, textWidth} from "../names";

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

function coefficientCurves(path: PathData): Point[] {
  return path.curves.flatMap((curve, index) => path.points.flatMap((point, k) =>
    point.lambda > 0 ? [{lambda: point.lambda, estimate: curve.estimates[k]!, index}] : []));
}

export function coefficientsChart(path: PathData, marks: Mark[]): Drawing {
  const points = coefficientCurves(path);
  const last = Math.min(...points.map((point) => point.lambda));
  const ends = points.filter((point) => point.lambda === last);
  const order = [...ends].sort((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate));
  const rank = new Map(order.map(({index}, k) => [index, k]));
  const isNamed = (index: number) => rank.get(index)! < labelled;
  const look = (index: number) => looks[rank.get(index)! % looks.length]!;
  const values = points.map((point) => point.estimate);
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
  const height = 380;
  const least = (high - low || 1) * 14 / (height - frame.marginTop - frame.marginBottom);
  return draw("Coefficients along the path",
    `${path.curves.length} coefficients at ${path.points.length} penalties`, (width) => {
      const room = Math.min(200, 0.34 * width);
      const names = spread(ends.filter(({index}) => isNamed(index)).map(({index, estimate}) =>
        ({term: cut(path.curves[index]!.term, room - 14), y: estimate, index})), least, low, high);
      const right = 12 + Math.ceil(Math.max(0, ...names.map(({term}) => textWidth(term))));
      const lines = {x: "lambda", y: "estimate", z: "index"};
      return {
        ...frame, height, marginRight: right, x: lambdaAxis(width),
        y: {label: "\u2191 coefficient", grid: true, ticks: 6},
        marks: [
          Plot.ruleY([0], {stroke: colours.quiet}),
          ...rules(marks),
          Plot.line(points.filter(({index}) => !isNamed(index)),
            {...lines, stroke: colours.quiet, strokeOpacity: 0.5}),
          ...order.slice(0, labelled).map(({index}) => Plot.line(
            points.filter((point) => point.index === index), {...lines, strokeWidth: 1.8,
              stroke: look(index).stroke, strokeDasharray: look(index).dash})),
          Plot.text(names, {x: () => last, y: "y", text: "term", textAnchor: "start", dx: 6,
            fill: ({index}: End) => look(index).stroke}),
        ],
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
