// SPDX-License-Identifier: Apache-2.0
//
// One class against all others: its ROC curve, and its probability beside its share.
import * as Plot from "@observablehq/plot";
import {colours, dashes, draw, type Drawing} from "../chart";
import type {CalibrationBin, ClassFigures} from "../data";
import {cut} from "../names";

const percent = (value: number) => `${Math.round(100 * value)}%`;
const unit: Plot.ScaleOptions = {domain: [0, 1], ticks: 3, tickFormat: percent, grid: true};

// Square, with room for the ticks.
const frame = (width: number) => ({
  height: Math.min(width, 300) - 10, width: Math.min(width, 300),
  marginLeft: 46, marginRight: 24, marginTop: 22, marginBottom: 38,
});

const diagonal = Plot.line([[0, 0], [1, 1]], {stroke: colours.quiet, strokeDasharray: dashes.good});

export function rocChart(figures: ClassFigures): Drawing {
  const points = figures.roc ?? [];
  return draw(`ROC curve of ${cut(figures.label, 200)}`, `${points.length} points`, (width) => ({
    ...frame(width), x: {...unit, label: "others called so \u2192"},
    y: {...unit, label: "\u2191 found"},
    marks: [diagonal, Plot.line(points, {x: "false_positive_rate", y: "sensitivity",
      stroke: colours.main, strokeWidth: 2})],
  }));
}

export const filledBins = (bins: CalibrationBin[]) =>
  bins.filter((bin) => bin.mean_probability !== null && bin.observed_share !== null);

export function classCalibrationChart(figures: ClassFigures): Drawing {
  const bins = filledBins(figures.calibration_table ?? []);
  return draw(`Calibration of ${cut(figures.label, 200)}`, `${bins.length} bins`, (width) => ({
    ...frame(width), x: {...unit, label: "probability \u2192"},
    y: {...unit, label: "\u2191 share"},
    r: {range: [2.5, 9], domain: [0, Math.max(...bins.map((bin) => bin.nobs))]},
    marks: [diagonal,
      Plot.line(bins, {x: "mean_probability", y: "observed_share", stroke: colours.main,
        strokeOpacity: 0.5}),
      Plot.dot(bins, {x: "mean_probability", y: "observed_share", r: "nobs", fill: colours.main,
        fillOpacity: 0.75})],
  }));
}
