// SPDX-License-Identifier: Apache-2.0
//
// What acting at a threshold costs and finds. With a false alarm at the cost c_f and a missed event
// at c_m, the expected cost of a row is (c_f FP + c_m FN) / (TP + FN + FP + TN); probabilities that
// can be taken at their word make it least at the threshold c_f / (c_f + c_m) (Elkan 2001).
import type {Confusion} from "../data";

export interface Costs { falseAlarm: number; missed: number }

type Point = Confusion & {threshold: number};

export const totalOf = (c: Confusion) =>
  c.true_positives + c.false_negatives + c.false_positives + c.true_negatives;

export interface Quantity { name: string; meaning: string; formula: string; value: number }

export function quantitiesOf(c: Confusion): Quantity[] {
  const {true_positives: tp, false_negatives: fn, false_positives: fp, true_negatives: tn} = c;
  return [
    {name: "Sensitivity (recall)", meaning: "share of the events that it finds",
      formula: "true_positives / (true_positives + false_negatives)", value: tp / (tp + fn)},
    {name: "Specificity", meaning: "share of the others that it leaves in peace",
      formula: "true_negatives / (true_negatives + false_positives)", value: tn / (tn + fp)},
    {name: "Precision", meaning: "share of those called events that are",
      formula: "true_positives / (true_positives + false_positives)", value: tp / (tp + fp)},
    {name: "Share called", meaning: "share of all rows called events",
      formula: "(true_positives + false_positives) / all", value: (tp + fp) / totalOf(c)},
  ];
}

export const costFormula =
  "(cost_false_alarm * false_positives + cost_missed * false_negatives) / all";

export const costOf = (c: Confusion, costs: Costs) =>
  (costs.falseAlarm * c.false_positives + costs.missed * c.false_negatives) / totalOf(c);

// Index of the cheapest; of several the lowest.
export function cheapest(points: Point[], costs: Costs): number {
  const all = points.map((point) => costOf(point, costs));
  return all.indexOf(Math.min(...all));
}

export function nearest(points: Point[], threshold: number): number {
  let best = 0;
  points.forEach((point, k) => {
    const gap = Math.abs(point.threshold - threshold);
    if (gap < Math.abs(points[best]!.threshold - threshold)) best = k;
  });
  return best;
}
