// SPDX-License-Identifier: Apache-2.0
//
// The JSON of the lesson's page, schema odds.lesson/1, made by apps/cli/lesson/page.cpp and
// plots.cpp, which say what the numbers are.
import type {Words} from "./words";

export type Piece =
  {kind: "title" | "section" | "paragraph" | "verbatim"; text: Words} |
  {kind: "formula"; tex: string} |
  {kind: "table"; head: Words[]; rows: Words[][]} |
  {kind: "figure"; name: string};

// The numbers k / per_unit, k from first to last.
export interface Axis { first: number; last: number; per_unit: number }

// By b and w: that of (b_i, w_j) is number i (points of w) + j.
export interface Surface { b: Axis; w: Axis; loss: number[] }

export interface Point { b: number; w: number; loss: number }

export interface Unit extends Surface {
  likelihood: number[]; by_b: number[]; by_w: number[]; best: Point;
  z: Axis; sigma: number[]; row_loss: number[];
}

export interface Run { step: number; b: number[]; w: number[]; loss: number[]; gap: number[] }

export interface Steps extends Surface { runs: Run[]; newton: Run; best: Point }

// What JSON has no number for is a word.
export type Real = number | "inf" | "-inf" | "nan";

export interface Quantity { naive: Real[]; stable: number[]; ulps: Real[] }

export interface Sweep {
  z: number[]; probability: Quantity; log_probability: Quantity; loss: Quantity;
  gradient_event: Quantity; gradient_other: Quantity;
}

// Of odds.explain/1, what a walk shows.
export interface Explanation {
  network: {hidden: number[]} | null;
  outcome: {successes: number};
  inputs: {term: string; x: number; gradient: number}[];
  nodes: {node: string; layer: number; value: number; local: number | null; gradient: number}[];
  coefficients: {
    coefficient: string; layer: number; unit: number; value: number; local: number;
    gradient: number;
  }[];
}

export interface Plots {
  flights: {temperature: number[]; distress: number[]};
  line: {temperature: number[]; y: number[]};
  unit: Unit;
  valley: {w: Axis; loss: number[]; slope: number[]};
  walks: {unit: Explanation[]; chain: Explanation[]; network: Explanation[]};
  differences: {h: number[]; error: number[]};
  sweep: Sweep;
  steps: Steps;
  forecast: {temperature: number[]; probability: number[]; low: number[]; high: number[]};
  circle: {
    axis: Axis; unit: number[]; network: number[]; lines: number[][];
    x1: number[]; x2: number[]; inside: number[];
  };
}

export interface Lesson { schema: string; title: Words; chapters: Piece[][]; plots: Plots }

export const count = (axis: Axis): number => axis.last - axis.first + 1;
export const valueAt = (axis: Axis, index: number): number => (axis.first + index) / axis.per_unit;
