// SPDX-License-Identifier: Apache-2.0
//
// The probability along one column: of a number a line with its band, and where the middle half of
// the rows lies; of a category a point for each level with its interval and its share of the rows.
import * as Plot from "@observablehq/plot";
import {colours, draw, type Drawing} from "../chart";
import type {Effect, EffectPoint} from "../data";
import {format} from "../figures";
import {axisLabels, cut} from "../names";

export const levelsDrawn = 12;

export interface EffectScale { top: number; isCut: boolean }

const finite = (values: (number | null)[]) => values.filter((v): v is number => v !== null);

// One scale of probability for all columns, so that they compare. The limits of a rare level may
// be so far off that nothing else could be told apart: then they are cut.
export function effectScale(effects: Effect[]): EffectScale {
  const points = effects.flatMap((effect) => effect.points);
  const highest = Math.max(...finite(points.map((p) => p.probability)), 0);
  const limit = Math.max(...finite(points.map((p) => p.high)), highest);
  const room = 2.5;
  const top = Math.min(1, limit, room * highest);
  return {top, isCut: limit > top};
}

// As few decimals as leave something to see.
export function percentStyle(value: number): {percent: number} {
  const least = Math.min(value, 1 - value);
  return {percent: least <= 0 || least >= 0.01 ? 0 : least >= 0.001 ? 1 : 2};
}

const percent = (value: number) => format(value, percentStyle(value));

function axis(scale: EffectScale): Plot.ScaleOptions {
  return {domain: [0, scale.top], label: null, ticks: 3, clamp: true, nice: true,
    tickFormat: (p: number) => `${Number((100 * p).toPrecision(3))}%`};
}

function describe(effect: Effect): string {
  const drawn = effect.points.filter((p) => p.probability !== null);
  const first = drawn[0]!, last = drawn[drawn.length - 1]!;
  const place = (p: EffectPoint) =>
    effect.is_number ? String(Number(p.x!.toPrecision(4))) : cut(p.level, 200);
  return `${drawn.length} points, from ${percent(first.probability!)} at ${place(first)} ` +
    `to ${percent(last.probability!)} at ${place(last)}`;
}

function numberMarks(effect: Effect): Plot.Markish[] {
  const {points, lower_quartile, median, upper_quartile} = effect;
  const band = points.filter((p) => p.low !== null && p.high !== null);
  const half = lower_quartile !== null && upper_quartile !== null ? [0] : [];
  const along = {x: "x", stroke: colours.main, strokeWidth: 2, clip: true as const};
  return [
    Plot.ruleY([0], {stroke: colours.line}),
    Plot.areaY(band, {x: "x", y1: "low", y2: "high", fill: colours.main, fillOpacity: 0.18,
      clip: true}),
    points.length === 1 ? Plot.dot(points, {x: "x", y: "probability", fill: colours.main})
      : Plot.lineY(points, {...along, y: "probability"}),
    Plot.ruleY(half, {x1: lower_quartile!, x2: upper_quartile!, y: 0, stroke: colours.quiet,
      strokeWidth: 5}),
    Plot.dot(median === null ? [] : [median], {x: (m: number) => m, y: 0, r: 4.5,
      fill: "var(--paper)", stroke: colours.quiet, strokeWidth: 2}),
  ];
}

function numberOptions(effect: Effect, scale: EffectScale): Plot.PlotOptions {
  return {
    height: 170, marginLeft: 46, marginRight: 14, marginTop: 12, marginBottom: 30,
    x: {label: null, ticks: 4}, y: {...axis(scale), grid: true}, marks: numberMarks(effect),
  };
}

// Of many levels those with most rows, in the order of the data.
export function drawnLevels(effect: Effect): EffectPoint[] {
  const drawn = effect.points.filter((p) => p.probability !== null);
  const kept = new Set([...drawn].sort((a, b) => (b.share ?? 0) - (a.share ?? 0))
    .slice(0, levelsDrawn));
  return drawn.filter((p) => kept.has(p));
}

function levelOptions(effect: Effect, scale: EffectScale, width: number): Plot.PlotOptions {
  const points = drawnLevels(effect);
  const {texts, margin} = axisLabels(points.map((p) => p.level), width, 0.48);
  const row = (_: EffectPoint, k: number) => k;
  const limits = points.map((p, k) => ({...p, k})).filter((p) => p.low !== null);
  const share = {frameAnchor: "right" as const, dx: 40, textAnchor: "end" as const,
    fill: colours.quiet};
  return {
    height: 54 + 24 * points.length, marginLeft: margin, marginRight: 44, marginTop: 24,
    x: {...axis(scale), grid: true},
    y: {type: "band", domain: texts.map((_, k) => k), label: null, tickSize: 0,
      tickFormat: (k: number) => texts[k]!},
    marks: [
      Plot.ruleY(limits, {x1: "low", x2: "high", y: "k", stroke: colours.main, strokeWidth: 2,
        strokeOpacity: 0.55, clip: true}),
      Plot.dot(points, {x: "probability", y: row, r: 4.5, fill: colours.main}),
      Plot.text(points, {y: row, text: (p: EffectPoint) =>
        p.share === null ? "" : format(p.share, percentStyle(p.share)), ...share}),
      Plot.text(points.some((p) => p.share !== null) ? ["rows"] : [],
        {...share, frameAnchor: "top-right", dy: -14}),
    ],
  };
}

export function effectChart(effect: Effect, scale: EffectScale): Drawing {
  const label = `Probability along ${cut(effect.column, 200)}`;
  return draw(label, describe(effect), (width) =>
    effect.is_number ? numberOptions(effect, scale) : levelOptions(effect, scale, width));
}
