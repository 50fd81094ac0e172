// SPDX-License-Identifier: Apache-2.0
//
// At which threshold to act: a slider over the thresholds of the JSON and the costs of the two
// mistakes move the confusion matrix, what follows from it, and the curve of expected costs.
import * as Plot from "@observablehq/plot";
import {h} from "../dom";
import {chart, colours, dashes, draw, explained, table, type Drawing} from "../chart";
import {computed, figure, format} from "../figures";
import type {Report} from "../data";
import {eventWords} from "../words";
import {
  cheapest, costFormula, costOf, nearest, quantitiesOf, type Costs,
} from "./costs";
import {percentTick, reachOf, shareStyle} from "./reach";
import type {Section} from "./section";

interface State { index: number; costs: Costs }

const pointsOf = (report: Report) => report.evaluation?.curves?.thresholds ?? [];
const pathTo = (index: number, name: string) => `evaluation.curves.thresholds.${index}.${name}`;

const shownThreshold = (report: Report, index: number) =>
  figure(report, pathTo(index, "threshold"), shareStyle(pointsOf(report)[index]!.threshold));

// What happened by what is called at the threshold.
function matrix(report: Report, index: number): HTMLTableElement {
  const cell = (name: string, words: string, isRight: boolean) =>
    h("td", {class: isRight ? "right" : "wrong"},
      figure(report, pathTo(index, name), "count"), h("span", {}, words));
  const heads = ["", "called an event", "called no event"];
  return h("table", {class: "confusion"},
    h("caption", {}, "Confusion matrix"),
    h("thead", {}, h("tr", {}, ...heads.map((head, k) => k === 0 ? h("td", {})
      : h("th", {scope: "col"}, head)))),
    h("tbody", {},
      h("tr", {}, h("th", {scope: "row", class: "text"}, `is ${eventWords(report)}`),
        cell("true_positives", "found", true), cell("false_negatives", "missed", false)),
      h("tr", {}, h("th", {scope: "row", class: "text"}, "is not"),
        cell("false_positives", "false alarms", false),
        cell("true_negatives", "left in peace", true))));
}

function quantities(report: Report, {index, costs}: State): HTMLTableElement {
  const point = pointsOf(report)[index]!;
  const rows = [...quantitiesOf(point).map((q) => ({...q, style: {percent: 1} as const})),
    {name: "Expected cost of a row", meaning: "in the unit of the two costs",
      formula: costFormula, value: costOf(point, costs), style: {significant: 3} as const}];
  return table("At this threshold", rows.length, [
    {head: "Figure", cell: (k) => explained(rows[k]!.name, rows[k]!.meaning)},
    {head: "Value", cell: (k) => computed(rows[k]!.value, rows[k]!.formula, rows[k]!.style)},
  ]);
}

// For the slider's own voice and the live region.
function inWords(report: Report, {index, costs}: State): string {
  const point = pointsOf(report)[index]!;
  const [found, , precise] = quantitiesOf(point);
  const alarms = Number.isFinite(precise!.value)
    ? `${format(precise!.value, {percent: 0})} of the alarms are right` : "raises no alarm";
  return `Threshold ${format(point.threshold, shareStyle(point.threshold))}: finds ` +
    `${format(found!.value, {percent: 0})} of the events, ${alarms}, expected cost of a row ` +
    `${format(costOf(point, costs), {significant: 3})}.`;
}

const widest = 720;

function costCurve(report: Report, state: State): Drawing {
  return draw("Expected cost by threshold", "Expected cost of a row against the threshold. A " +
    "star marks the cheapest threshold, an upright line the chosen one.", (width) => {
    const points = pointsOf(report);
    const cost = (k: number) => costOf(points[k]!, state.costs);
    const best = cheapest(points, state.costs);
    const end = Math.max(reachOf(report.evaluation!), points[state.index]!.threshold);
    const at = (k: number) => [{x: points[k]!.threshold, y: cost(k)}];
    return {
      width: Math.min(width, widest), height: 240, marginLeft: 56, marginRight: 22,
      marginBottom: 44, marginTop: 14,
      x: {domain: [0, end], label: "Threshold: called an event from this probability on",
        labelAnchor: "center", labelArrow: "none", tickFormat: percentTick(end), ticks: 5},
      y: {label: "Expected cost of a row", labelAnchor: "center", labelArrow: "none", ticks: 4,
        zero: true, nice: true},
      marks: [
        Plot.ruleX([points[state.index]!.threshold], {stroke: colours.ink,
          strokeDasharray: dashes.good}),
        Plot.line(points.map((point, k) => ({x: point.threshold, y: cost(k)})), {clip: true,
          x: "x", y: "y", stroke: colours.main, strokeWidth: 2}),
        Plot.dot(at(best), {x: "x", y: "y", symbol: "star", r: 7, fill: colours.other}),
        Plot.dot(at(state.index), {x: "x", y: "y", r: 5, fill: "var(--paper)",
          stroke: colours.ink, strokeWidth: 2}),
      ],
    };
  });
}

function costTable(report: Report, costs: Costs): HTMLTableElement {
  const points = pointsOf(report);
  const cell = (name: string) => (k: number) => figure(report, pathTo(k, name), "count");
  return table("Thresholds, mistakes and costs", points.length, [
    {head: "Threshold",
      cell: (k) => figure(report, pathTo(k, "threshold"), {significant: 3})},
    {head: "Found", cell: cell("true_positives")},
    {head: "Missed", cell: cell("false_negatives")},
    {head: "False alarms", cell: cell("false_positives")},
    {head: "Left in peace", cell: cell("true_negatives")},
    {head: "Cost of a row",
      cell: (k) => computed(costOf(points[k]!, costs), costFormula, {significant: 3})},
  ]);
}

function caption(report: Report, {costs}: State): (Node | string)[] {
  const points = pointsOf(report);
  const best = cheapest(points, costs);
  const start = [h("b", {}, "Expected cost. "),
    "Cheapest on these rows (star): a threshold of ",
    shownThreshold(report, best), ", at ",
    computed(costOf(points[best]!, costs), costFormula, {significant: 3}), " for a row."];
  if (!(costs.falseAlarm + costs.missed > 0)) return start;
  return [...start, " Where the probabilities can be taken at their word, the costs alone say ",
  computed(costs.falseAlarm / (costs.falseAlarm + costs.missed),
    "cost_false_alarm / (cost_false_alarm + cost_missed)", {percent: 1}),
  ": the cost of a false alarm over the sum of both."];
}

function costInput(label: string, value: number, set: (value: number) => void): HTMLElement {
  const input = h("input", {type: "number", min: 0, step: "any", value, inputmode: "decimal"});
  input.addEventListener("input", () => {
    const isGood = input.value !== "" && Number.isFinite(input.valueAsNumber) &&
      input.valueAsNumber >= 0;
    input.setAttribute("aria-invalid", String(!isGood));
    if (isGood) set(input.valueAsNumber);
  });
  return h("label", {}, label, " ", input);
}

// The threshold of the evaluation; the base rate where no prediction reaches that.
function startOf(report: Report): number {
  const e = report.evaluation!;
  const asked = e.threshold ?? 0.5;
  return nearest(pointsOf(report), asked <= reachOf(e) ? asked : e.base_rate ?? asked);
}

// The parts that change with the state, each in a box of its own that is filled anew.
function panel(report: Report): HTMLElement[] {
  const points = pointsOf(report);
  const state: State = {index: startOf(report), costs: {falseAlarm: 1, missed: 1}};
  const slider = h("input", {type: "range", id: "threshold-slider", min: 0, step: 1,
    max: points.length - 1, value: state.index});
  const shown = h("output", {for: "threshold-slider"});
  const live = h("p", {class: "unseen", role: "status"});
  const numbers = h("div", {class: "side-by-side"});
  const sentence = h("span", {});
  const drawing = costCurve(report, state);
  let costs: HTMLTableElement | undefined;  // once it has been unfolded
  const update = () => {
    slider.value = String(state.index);
    slider.setAttribute("aria-valuetext", inWords(report, state));
    shown.replaceChildren(shownThreshold(report, state.index));
    numbers.replaceChildren(matrix(report, state.index), quantities(report, state));
    sentence.replaceChildren(...caption(report, state));
    drawing.redraw();
    if (costs) costs.replaceChildren(...costTable(report, state.costs).childNodes);
  };
  const say = () => { live.textContent = inWords(report, state); };
  const setCost = (name: keyof Costs) => (value: number) => {
    state.costs = {...state.costs, [name]: value};
    update();
    say();
  };
  slider.addEventListener("input", () => { state.index = slider.valueAsNumber; update(); });
  const jump = h("button", {type: "button"}, "Go to the cheapest threshold");
  jump.addEventListener("click", () => {
    state.index = cheapest(points, state.costs);
    update();
    say();
  });
  update();
  return [
    h("div", {class: "controls"},
      h("div", {class: "slider"}, h("label", {for: "threshold-slider"},
        "Call it an event from a probability of "), shown, slider),
      costInput("Cost of a false alarm", 1, setCost("falseAlarm")),
      costInput("Cost of a missed event", 1, setCost("missed")), jump),
    live, numbers,
    chart([sentence], drawing, () => (costs = costTable(report, state.costs))),
  ];
}

function content(report: Report): HTMLElement[] {
  if (pointsOf(report).length < 2) return [];
  return [
    h("p", {}, "To act on a probability one needs a threshold, and it depends on what the two " +
      "mistakes cost: an alarm about a row without the event, and an event that is missed. Move " +
      "the slider, and say the costs in any unit."),
    ...panel(report),
  ];
}

export const threshold: Section = {
  id: "threshold", title: "At which threshold to act?", content,
};
