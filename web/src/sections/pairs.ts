// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows by two columns at once: where the effect of one depends on the other, and the
// model does not know it.
import {scrolling, table} from "../chart";
import {segmentName} from "../charts/segments";
import type {Diagnostics, Report, SegmentPair} from "../data";
import {h, type Child} from "../dom";
import {computed, figure, type Style} from "../figures";
import {name} from "../names";

const pairsShown = 8;
const chance = 0.05;  // of a worst pair as far off, were the model right (Bonferroni)

function pairName(pair: SegmentPair, {segments}: Diagnostics): HTMLElement {
  return h("span", {}, name(segmentName(segments[pair.first]!)), " and ",
    name(segmentName(segments[pair.second]!)));
}

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

// What the worst pair says of the model.
function words(diagnostics: Diagnostics): Child[] {
  const {segment_pairs: pairs, segment_pairs_compared: compared, segments} = diagnostics;
  const worst = pairs[0]!;
  if ((worst.p_value ?? 1) * compared > chance) {
    return [" The largest difference is no larger than chance alone would make it."];
  }
  const column = (place: number) => segments[place]!.column;
  return [" The largest difference is more than chance: the effect of ",
    name(column(worst.first)), " seems to depend on ", name(column(worst.second)),
    ", which the model does not know (an interaction)."];
}

export function pairs(report: Report, diagnostics: Diagnostics): HTMLElement[] {
  if (diagnostics.segment_pairs.length === 0) return [];
  return [h("h3", {}, "Two columns at once"),
    h("p", {}, "Of ", figure(report, "diagnostics.segment_pairs_compared", "count"),
      " pairs of groups that are large enough, ",
      computed(Math.min(diagnostics.segment_pairs.length, pairsShown), "shown", "count"),
      " are shown.", ...words(diagnostics)),
    scrolling(pairTable(report, diagnostics))];
}
