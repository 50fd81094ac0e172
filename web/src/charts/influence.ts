// SPDX-License-Identifier: Apache-2.0
//
// The rows that matter: how unusual a row's columns are (leverage), how wrong the model is about it
// (deviance residual), and how far it pulls the coefficients (Pregibon's C, the size of the dot).
// Without leverages, which a penalised fit has not, the residuals by row number.
import * as Plot from "@observablehq/plot";
import {colours, draw, type Drawing} from "../chart";
import type {Diagnostics, RowInfluence} from "../data";

const named = 6;

// Rows with the same columns and the same outcome have the same figures: the first, and how many
// others there are.
export function apartFromAlike(rows: RowInfluence[]): {index: number; alike: number}[] {
  const found = new Map<string, {index: number; alike: number}>();
  rows.forEach(({successes, trials, probability, leverage}, index) => {
    const key = [successes, trials, probability, leverage].join();
    const first = found.get(key);
    if (first) ++first.alike;
    else found.set(key, {index, alike: 0});
  });
  return [...found.values()];
}

type Place = (row: RowInfluence) => number | null;

const bySize = (rows: RowInfluence[], size: Place) =>
  [...rows].sort((a, b) => Math.abs(size(b) ?? 0) - Math.abs(size(a) ?? 0));

// The first `named` rows whose names don't run into those before them: closer than a share of the
// picture's width and height.
function apart(rows: RowInfluence[], x: Place, width: number): RowInfluence[] {
  const nameWidth = 60, nameHeight = 0.07;
  const extent = (place: Place) => {
    const values = rows.map((row) => place(row) ?? 0);
    return Math.max(...values, 0) - Math.min(...values, 0) || 1;
  };
  const y: Place = (row) => row.deviance;
  const [wide, high] = [extent(x), extent(y)];
  const far = (place: Place, a: RowInfluence, b: RowInfluence, least: number) =>
    Math.abs((place(a) ?? 0) - (place(b) ?? 0)) > least;
  const kept: RowInfluence[] = [];
  for (const row of rows) {
    const isFree = kept.every((other) => far(x, row, other, wide * nameWidth / width) ||
      far(y, row, other, high * nameHeight));
    if (isFree && kept.length < named) kept.push(row);
  }
  return kept;
}

const inset = 14;
const frame = {height: 320, inset, marginLeft: 48, marginRight: 24, marginTop: 24,
  marginBottom: 42};
const upright: Plot.ScaleOptions = {label: "\u2191 deviance residual", grid: true, ticks: 5};

const names = (rows: RowInfluence[], x: string) => Plot.text(rows, {
  x, y: "deviance", text: (row: RowInfluence) => `row ${row.row}`, dy: -13, fontSize: 11,
  stroke: "var(--paper)", strokeWidth: 4, fill: "currentColor"});

function byLeverage(diagnostics: Diagnostics, rows: RowInfluence[]): Drawing {
  const limit = diagnostics.mean_leverage === null ? [] : [2 * diagnostics.mean_leverage];
  const largest = bySize(rows, (row) => row.c);
  return draw("Leverage and deviance residual of the rows that matter",
    `${rows.length} rows; the most influential is row ${largest[0]!.row}`, (width) => ({
      ...frame,
      x: {label: "leverage \u2192", zero: true, nice: true, ticks: 5},
      y: upright,
      r: {range: [2.5, 11], domain: [0, Math.max(...rows.map((row) => row.c ?? 0))]},
      marks: [
        Plot.ruleY([0], {stroke: colours.quiet}),
        Plot.ruleX(limit, {insetTop: -inset, insetBottom: -inset, stroke: colours.other,
          strokeDasharray: "6 3"}),
        Plot.text(limit, {x: (x: number) => x, frameAnchor: "top", dy: -12,
          text: () => "twice the mean", fill: colours.other}),
        Plot.dot(rows, {x: "leverage", y: "deviance", r: (row: RowInfluence) => row.c ?? 0,
          fill: colours.main, fillOpacity: 0.35, stroke: colours.main}),
        names(apart(largest, (row) => row.leverage, width), "leverage"),
      ],
    }));
}

function byRow(rows: RowInfluence[]): Drawing {
  const largest = bySize(rows, (row) => row.deviance);
  return draw("Deviance residual by row number",
    `${rows.length} rows; the largest is of row ${largest[0]!.row}`, (width) => ({
      ...frame,
      x: {label: "row \u2192", ticks: 5}, y: upright,
      marks: [
        Plot.ruleY([0], {stroke: colours.quiet}),
        Plot.ruleX(rows, {x: "row", y1: 0, y2: "deviance", stroke: colours.main,
          strokeOpacity: 0.4}),
        Plot.dot(rows, {x: "row", y: "deviance", r: 3.5, fill: colours.main}),
        names(apart(largest, (row) => row.row, width), "row"),
      ],
    }));
}

export function influenceChart(diagnostics: Diagnostics): Drawing {
  const rows = apartFromAlike(diagnostics.rows).map(({index}) => diagnostics.rows[index]!)
    .filter((row) => row.deviance !== null);
  const placed = rows.filter((row) => row.leverage !== null);
  return placed.length > 0 ? byLeverage(diagnostics, placed) : byRow(rows);
}
