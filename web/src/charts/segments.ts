// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows, the share of events that was observed beside the share that the model expected.
import * as Plot from "@observablehq/plot";
import {colours, draw, type Drawing} from "../chart";
import type {Segment} from "../data";
import {format} from "../figures";
import {axisLabels, cut, cutPair} from "../names";

const number = (value: number) => format(value, {upto: 4});

// "male", "24 to 37"
function part({level, low, high}: Segment): string {
  const isNumber = level === "" && (low !== null || high !== null);
  if (!isNumber) return level;
  if (low === high) return number(low!);
  return low === null ? `below ${number(high!)}` : high === null ? `from ${number(low)}`
    : `${number(low)} to ${number(high)}`;
}

export const segmentName = (segment: Segment) => `${segment.column}: ${part(segment)}`;

const labelShare = 0.45;  // of the drawing's width

export function segmentsChart(segments: Segment[]): Drawing {
  const known = segments.filter((s) => s.observed !== null && s.expected !== null);
  const rows = known.map((segment, k) => ({...segment, k}));
  const right = {frameAnchor: "right" as const, dx: 44, textAnchor: "end" as const};
  return draw("Observed and expected share of events by segment",
    `${rows.length} segments, the worst first: ${cut(segmentName(known[0]!), 300)}`, (width) => {
      const {texts, margin} = axisLabels(rows.map((row) =>
        cutPair(row.column, ": ", part(row), "", labelShare * width - 14)), width, labelShare);
      return {
        height: 58 + 23 * rows.length, marginLeft: margin, marginRight: 48, marginTop: 24,
        x: {label: null, grid: true, nice: true, tickFormat: (p: number) =>
          `${Number((100 * p).toPrecision(3))}%`, ticks: Math.max(3, width / 130)},
        y: {type: "band", domain: rows.map((row) => row.k), label: null, tickSize: 0,
          tickFormat: (k: number) => texts[k]!},
        marks: [
          Plot.ruleY(rows, {x1: "observed", x2: "expected", y: "k", stroke: colours.quiet}),
          Plot.dot(rows, {x: "expected", y: "k", symbol: "diamond", r: 5, stroke: colours.other,
            fill: "var(--paper)", strokeWidth: 2}),
          Plot.dot(rows, {x: "observed", y: "k", r: 4.5, fill: colours.main}),
          Plot.text(rows, {y: "k", text: (row: Segment) =>
            row.z === null ? "" : format(row.z, {fixed: 1}), ...right}),
          Plot.text(["z"], {...right, frameAnchor: "top-right", dy: -14, fill: colours.quiet}),
        ],
      };
    });
}
