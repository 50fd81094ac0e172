// SPDX-License-Identifier: Apache-2.0
//
// What each feature of one row puts into the log-odds, the largest first.
import * as Plot from "@observablehq/plot";
import {colours, draw, type Drawing} from "../chart";
import type {Explained} from "../explained";
import {format} from "../figures";
import {axisLabels, cut, cutPair} from "../names";

export const contributionsDrawn = 12;

interface Part { feature: string; value: string; log_odds: number; k: number }

export function contributionsChart(walk: Explained): Drawing {
  const parts = walk.contributions.filter((part) => part.log_odds !== null)
    .slice(0, contributionsDrawn).map((part, k) => ({...part, k}) as Part);
  const share = 0.42;
  return draw(`Contributions to the log-odds of ${cut(walk.name, 200)}`,
    `${parts.length} features, the largest first`, (width) => {
      const {texts, margin} = axisLabels(
        parts.map(({feature, value}) =>
          cutPair(feature, " = ", value, "", share * width - 14)), width, share);
      const beside = (isNegative: boolean) => Plot.text(
        parts.filter((part) => part.log_odds < 0 === isNegative), {
          x: "log_odds", y: "k", text: (part: Part) => format(part.log_odds, {fixed: 2}),
          textAnchor: isNegative ? "end" : "start", dx: isNegative ? -5 : 5});
      return {
        height: 44 + 26 * parts.length, marginLeft: margin, marginTop: 6, marginRight: 16,
        marginBottom: 38, insetLeft: 42, insetRight: 42,
        x: {label: "log-odds \u2192", ticks: width / 130},
        y: {type: "band", domain: parts.map((part) => part.k), label: null, tickSize: 0,
          tickFormat: (k: number) => texts[k]!, padding: 0.25},
        marks: [
          Plot.barX(parts, {x: "log_odds", y: "k", fillOpacity: 0.85, fill: (part: Part) =>
            part.log_odds < 0 ? colours.bad : colours.main}),
          Plot.ruleX([0], {stroke: colours.quiet}),
          beside(false), beside(true),
        ],
      };
    });
}
