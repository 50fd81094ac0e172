// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows by two columns at once: where the effect of one depends on the other, and the
// model does not know it.
import {scrolling, table} from "../chart";
import {segmentName} from "../charts/segments";
import type {Diagnostics, Report, SegmentPair} from "../data";
import {h, type Child} from "../dom";
import {figure, type Style} from "../figures";
import {folded} from "../folded";
import {name} from "../names";

const pairsShown = 8;
const chance = 0.05;  // of a worst pair as far off, were the model right (Bonferroni)

const pairName = (pair: SegmentPair, {segments}: Diagnostics) =>
  h("span", {class: "both"}, name(segmentName(segments[pair.first]!), 150), " and ",
    name(segmentName(segments[pair.second]!), 150));

function pairTable(report: Report, diagnostics: Diagnostics): HTMLTableElement {
  const {segment_pairs: pairs} = diagnostics;
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `diagnostics.segment_pairs.${k}.${member}`, style);
  return table("Pairs of groups, the worst first", Math.min(pairs.length, pairsShown), [
    {head: "rows with", cell: (k) => pairName(pairs[k]!, diagnostics)},
    {head: "n", cell: cell("nobs", "count")},
    {head: "observed", cell: cell("observed", {percent: 1})},
    {head: "expected", cell: cell("expected", {percent: 1})},
    {head: "z", cell: cell("z", {fixed: 1})},
    {head: "p", cell: cell("p_value", "p")},
  ]);
}

const isChance = ({segment_pairs: pairs, segment_pairs_compared: compared}: Diagnostics) =>
  (pairs[0]!.p_value ?? 1) * compared > chance;

// What the worst pair says of the model.
function words(diagnostics: Diagnostics): Child[] {
  if (isChance(diagnostics)) {
    return [" The largest difference is no larger than chance alone would make it."];
  }
  const worst = diagnostics.segment_pairs[0]!;
  const column = (place: number) => diagnostics.segments[place]!.column;
  return [" The largest difference is more than chance: the effect of ",
    name(column(worst.first)), " seems to depend on ", name(column(worst.second)),
    ", which the model does not know (an interaction)."];
}

export function pairs(report: Report, diagnostics: Diagnostics): HTMLElement[] {
  if (diagnostics.segment_pairs.length === 0) return [];
  const numbers = () => scrolling(pairTable(report, diagnostics));
  return [h("h3", {}, "Two columns at once"),
    h("p", {}, figure(report, "diagnostics.segment_pairs_compared", "count"),
      " pairs of groups were large enough to compare.", ...words(diagnostics)),
    isChance(diagnostics) ? folded("The numbers", numbers) : numbers()];
}
