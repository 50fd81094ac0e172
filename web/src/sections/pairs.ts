// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows by two columns at once, which may be off where each of the columns is not: where
// the effect of one depends on the other, and the model does not know it.
import {scrolling, table} from "../chart";
import {segmentName} from "../charts/segments";
import type {Diagnostics, Report, SegmentPair} from "../data";
import {h, type Child} from "../dom";
import {figure, type Style} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import {isNetwork, weightsOf} from "../words";

const pairsShown = 8;
const chance = 0.05;  // of a worst pair as far off, were the model right (Bonferroni)

const pairName = (pair: SegmentPair, {segments}: Diagnostics) =>
  h("span", {class: "both"}, name(segmentName(segments[pair.first]!), 150), " and ",
    name(segmentName(segments[pair.second]!), 150));

// Places in the JSON of the pairs whose two segments are there: a page that was cut down to stay
// small may have lost some.
const shownPairs = ({segments, segment_pairs: pairs}: Diagnostics) =>
  pairs.map((pair, place) => ({pair, place}))
    .filter(({pair}) => segments[pair.first] && segments[pair.second]);
type Shown = ReturnType<typeof shownPairs>;

function pairTable(report: Report, diagnostics: Diagnostics, shown: Shown): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `diagnostics.segment_pairs.${shown[k]!.place}.${member}`, style);
  return table("Pairs of groups, the worst first", Math.min(shown.length, pairsShown), [
    {head: "rows with", cell: (k) => pairName(shown[k]!.pair, diagnostics)},
    {head: "n", cell: cell("nobs", "count")},
    {head: "observed", cell: cell("observed", {percent: 1})},
    {head: "expected", cell: cell("expected", {percent: 1})},
    {head: "z", cell: cell("z", {fixed: 1})},
    {head: "p", cell: cell("p_value", "p")},
  ]);
}

const isChance = ({segment_pairs_compared: compared}: Diagnostics, {p_value}: SegmentPair) =>
  (p_value ?? 1) * compared > chance;

// A curve in one column, or another base rate in new data, puts rows off as well: an interaction is
// the likely reason only where neither of the two columns is off by itself.
function isInteractionLikely(report: Report, {is_fit_data, segments}: Diagnostics,
  pair: SegmentPair): boolean {
  const [a, b] = [segments[pair.first]!, segments[pair.second]!];
  const isRight = ({z}: {z: number | null}) => z !== null && Math.abs(z) < 2;
  const products = [`${a.column}:${b.column}`, `${b.column}:${a.column}`];
  return is_fit_data && !isNetwork(report) && isRight(a) && isRight(b) &&
    !report.terms.some(({column}) => products.includes(column));
}

// What the worst pair says of the model.
function words(report: Report, diagnostics: Diagnostics, worst: SegmentPair): Child[] {
  if (weightsOf(report) !== null) return [" Under weights chance can\u2019t be judged."];
  if (isChance(diagnostics, worst)) {
    return [" The largest difference is no larger than chance alone would make it."];
  }
  const column = (place: number) => name(diagnostics.segments[place]!.column);
  return [" Rows with ", pairName(worst, diagnostics), " together are off by more than chance.",
    ...(!isInteractionLikely(report, diagnostics, worst) ? []
      : [" The likely reason: the effect of ", column(worst.first), " depends on ",
        column(worst.second), ", which the model does not know (an interaction)."])];
}

export function pairs(report: Report, diagnostics: Diagnostics): HTMLElement[] {
  const shown = shownPairs(diagnostics);
  if (shown.length === 0) return [];
  const worst = shown[0]!.pair;
  const numbers = () => scrolling(pairTable(report, diagnostics, shown));
  return [h("h3", {}, "Two columns at once"),
    h("p", {}, figure(report, "diagnostics.segment_pairs_compared", "count"),
      " pairs of groups were large enough to compare.", ...words(report, diagnostics, worst)),
    weightsOf(report) === null && isChance(diagnostics, worst) ? folded("The numbers", numbers)
      : numbers()];
}
