// SPDX-License-Identifier: Apache-2.0
//
// Loss by epoch, on the rows that are learnt from and on those kept apart, beside the loss of one
// logistic unit alone: what a network must beat.
import * as Plot from "@observablehq/plot";
import {colours, dashes, draw, type Drawing} from "../chart";
import type {Epoch, Training} from "../network";

interface Line { name: string; member: "training" | "validation"; colour: string; dash: string }

const lines: Line[] = [
  {name: "training", member: "training", colour: colours.main, dash: dashes.main},
  {name: "validation", member: "validation", colour: colours.other, dash: dashes.other},
];

const losses = (history: Epoch[], member: Line["member"]) =>
  history.filter((epoch) => epoch[member] !== null);

// A fall over more than this much needs a logarithmic axis for its end to be seen.
const widest = 20;

function curve(training: Training, {name, member, colour, dash}: Line): Plot.Markish[] {
  const points = losses(training.history, member);
  const best = training.starts[training.chosen]?.best.epoch;
  return [
    Plot.lineY(points, {x: "epoch", y: member, stroke: colour, strokeDasharray: dash,
      strokeWidth: 2}),
    Plot.dot(points.filter((epoch) => epoch.epoch === best), {x: "epoch", y: member, r: 4,
      fill: colour}),
    Plot.text(points.slice(-1), {x: "epoch", y: member, text: () => name, textAnchor: "start",
      dx: 8, fill: colour}),
  ];
}

export function learningChart(training: Training): Drawing {
  const single = training.single_unit_loss;
  const words = training.validation_loss === null ? "one unit alone" : "one unit alone, training";
  const values = lines.flatMap(({member}) =>
    losses(training.history, member).map((epoch) => epoch[member]!));
  const isLog = Math.min(...values) > 0 && Math.max(...values) > widest * Math.min(...values);
  return draw("Loss by epoch", `${training.history.length} epochs`, () => ({
    height: 300, marginLeft: 58, marginRight: 76, marginTop: 26, marginBottom: 40, insetBottom: 8,
    x: {label: "epoch \u2192", ticks: 6},
    y: {label: "\u2191 mean loss", type: isLog ? "log" : "linear", grid: true, ticks: 6},
    marks: [
      ...(single === null ? [] : [
        Plot.ruleY([single], {stroke: colours.quiet, strokeDasharray: "1 4", strokeWidth: 2}),
        Plot.text([single], {y: (y: number) => y, frameAnchor: "right", textAnchor: "end",
          dx: -4, dy: -8, text: () => words, fill: colours.quiet}),
      ]),
      ...lines.flatMap((line) => curve(training, line)),
    ],
  }));
}
