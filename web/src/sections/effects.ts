// SPDX-License-Identifier: Apache-2.0
//
// What each column does to the probability while the others are held, the strongest first.
import {chart, table} from "../chart";
import {drawnLevels, effectChart, effectScale, percentStyle, type EffectScale}
  from "../charts/effect";
import type {Effect, Report} from "../data";
import {h, type Child} from "../dom";
import {figure, interval, numberAt} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import {eventWords} from "../words";
import type {Section} from "./section";

const shownAtOnce = 12;

export interface Shown {
  effect: Effect; path: string; lowest: number; highest: number; range: number;
}

export function extremes(effect: Effect, index: number): Shown[] {
  const points = effect.points.map((p, k) => ({p: p.probability, k})).filter((x) => x.p !== null);
  if (points.length === 0) return [];
  points.sort((a, b) => a.p! - b.p!);
  const low = points[0]!, high = points[points.length - 1]!;
  return [{effect, path: `effects.${index}`, lowest: low.k, highest: high.k,
    range: high.p! - low.p!}];
}

function probability(report: Report, path: string): HTMLElement {
  return figure(report, path, percentStyle(numberAt(report, path) ?? 0));
}

function place(report: Report, {effect, path}: Shown, index: number): Child {
  return effect.is_number ? figure(report, `${path}.points.${index}.x`, {upto: 4})
    : name(effect.points[index]!.level, 220);
}

// "Odds x 2.1 from the lower quartile 23 to the upper 45 (1.3 to 3.4)."
function quartiles(report: Report, path: string): HTMLElement | null {
  const ratio = `${path}.quartile_odds_ratio`;
  if (numberAt(report, ratio) === null) return null;
  const number = (member: string) => figure(report, member, {upto: 3});
  const limits = numberAt(report, `${ratio}_low`) === null ? []
    : [" (", interval(report, `${ratio}_low`, `${ratio}_high`, {upto: 3}), ")"];
  return h("span", {class: "quiet small odds"}, "Odds \u00d7 ", number(ratio),
    " from the lower quartile ", number(`${path}.lower_quartile`),
    " to the upper ", number(`${path}.upper_quartile`), ...limits, ".");
}

// "age: 12% at 3, 68% at 40."
export function rangeWords(report: Report, shown: Shown): Child[] {
  const {effect, path, lowest, highest} = shown;
  const [first, second] = effect.is_number && highest < lowest ? [highest, lowest]
    : [lowest, highest];
  const at = (index: number) => [
    probability(report, `${path}.points.${index}.probability`), " at ",
    place(report, shown, index)];
  return [h("strong", {}, name(effect.column, 400)), ": ", ...at(first), ", ", ...at(second), "."];
}

const caption = (report: Report, shown: Shown): Child[] =>
  [...rangeWords(report, shown), quartiles(report, shown.path)];

function numbers(report: Report, {effect, path}: Shown): HTMLTableElement {
  const at = (index: number, member: string) => `${path}.points.${index}.${member}`;
  const share = (member: string) => (index: number) =>
    figure(report, at(index, member), {percent: 2});
  const hasLimits = effect.points.some((p) => p.low !== null);
  return table(`Probability along ${effect.column}`, effect.points.length, [
    effect.is_number
      ? {head: "value", cell: (k) => figure(report, at(k, "x"), {upto: 6})}
      : {head: "level", cell: (k) => name(effect.points[k]!.level)},
    ...(effect.is_number ? [] : [{head: "share of rows", cell: share("share")}]),
    {head: "probability", cell: share("probability")},
    ...(hasLimits ? [{head: "low", cell: share("low")}, {head: "high", cell: share("high")}] : []),
  ]);
}

function one(report: Report, shown: Shown, scale: EffectScale): HTMLElement {
  const {effect} = shown;
  const left = effect.points.filter((p) => p.probability !== null).length -
    drawnLevels(effect).length;
  return chart(caption(report, shown), effectChart(effect, scale), () => numbers(report, shown),
    effect.is_number || left === 0 ? null
      : h("p", {class: "quiet small"}, `The ${left} levels with fewest rows are in the numbers.`));
}

function introduction(report: Report, effects: Effect[], scale: EffectScale): HTMLElement {
  const anyNumber = effects.some((effect) => effect.is_number);
  const hasLimits = effects.some((effect) => effect.points.some((p) => p.low !== null));
  return h("p", {},
    "Each picture changes one column and holds the others: numbers at their mean, categories at " +
    "the mix of their levels in the data. Those that move the probability of ",
    name(eventWords(report), 600), " most come first, all on one scale. ",
    ...(hasLimits ? ["Bands and bars are ",
      figure(report, "level", "count"), "% intervals",
      scale.isCut ? "; those that are wider than the picture are cut. " : ". "] : []),
    anyNumber ? "The thick line at the bottom spans the middle half of the rows, with the median " +
      "as a ring." : null);
}

const grid = (figures: HTMLElement[]) => h("div", {class: "multiples"}, ...figures);

function content(report: Report): HTMLElement[] {
  const effects = report.effects ?? [];
  const shown = effects.flatMap(extremes).sort((a, b) => b.range - a.range);
  if (shown.length === 0) return [];
  const scale = effectScale(effects);
  const figures = (part: Shown[]) => grid(part.map((each) => one(report, each, scale)));
  const rest = shown.slice(shownAtOnce);
  return [
    introduction(report, effects, scale),
    figures(shown.slice(0, shownAtOnce)),
    ...(rest.length === 0 ? []
      : [folded(`${rest.length} columns that move it less`, () => figures(rest), true)]),
  ];
}

export const effects: Section = {
  id: "effects",
  title: "What happens to the probability when one column changes?",
  content,
};
