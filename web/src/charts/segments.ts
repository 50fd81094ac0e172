// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows, the share of events that was observed beside the share that the model expected.
import * as Plot from "@observablehq/plot";
import {colours, draw, type Drawing} from "../chart";
import type {Segment} from "../data";
import {format} from "../figures";
import {axisLabels, cut, textWidth} from "../names";

const number = (value: number) => format(value, {upto: 4});

// "sex: male", "age: 24 to 37"
export function segmentName({column, level, low, high}: Segment): string {
  const isNumber = level === "" && (low !== null || high !== null);
  if (!isNumber) return `${column}: ${level}`;
  if (low === high) return `${column}: ${number(low!)}`;
  return low === null ? `${column}: below ${number(high!)}`
    : high === null ? `${column}: from ${number(low)}`
      : `${column}: ${number(low)} to ${number(high)}`;
}

const labelShare = 0.45;  // of the drawing's width

// Where it must be cut, the column is, so that its levels can be told apart.
function labelOf(segment: Segment, width: number): string {
  const room = labelShare * width - 14;
  const level = textWidth(segmentName({...segment, column: ""}));
  const least = 0.35;
  const column = cut(segment.column, Math.max(least * room, room - level));
  return segmentName({...segment, column});
}

export function segmentsChart(segments: Segment[]): Drawing {
  const known = segments.filter((s) => s.observed !== null && s.expected !== null);
  const rows = known.map((segment, k) => ({...segment, k}));
  const right = {frameAnchor: "right" as const, dx: 44, textAnchor: "end" as const};
  return draw("Observed and expected share of events by segment",
    `${rows.length} segments, the worst first: ${cut(segmentName(known[0]!), 300)}`, (width) => {
      const {texts, margin} = axisLabels(rows.map((row) => labelOf(row, width)), width, labelShare);
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
