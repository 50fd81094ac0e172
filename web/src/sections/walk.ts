// SPDX-License-Identifier: Apache-2.0
//
// How a row chosen in the page gets its probability, and how the loss asks the weights to change:
// the graph with forward values or gradients, and what each feature adds to the log-odds.
import {chart, scrolling, table} from "../chart";
import {contributionsChart, contributionsDrawn} from "../charts/contributions";
import {graphChart, type Direction} from "../charts/graph";
import {choice} from "../controls";
import type {Report} from "../data";
import {h, type Child} from "../dom";
import {graphOf, largest, type Explained} from "../explained";
import {figure, type Style} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import {networkOf} from "../network";
import {eventWords} from "../words";
import type {Section} from "./section";

const coefficientsListed = 200;
const four: Style = {significant: 4};

const words: Record<Direction, string> = {
  forward: "Forward. Each input x (of a number: what it is above its centre) goes along its " +
    "edges, times a weight; a unit adds up what arrives (z) and passes on its output. Edges: " +
    "blue where the weight is positive, orange and dashed where it is negative; the thicker, " +
    "the more this row sends along it.",
  backward: "Backward. dz is short for dL/dz: by how much the loss would grow if z did. It " +
    "arrives from the loss and goes back along the same edges. The thicker an edge, the larger " +
    "the gradient of its weight; blue: the loss grows with the weight, orange and dashed: it " +
    "falls.",
};

// ---- tables -------------------------------------------------------------------------------------

function nodeTable(report: Report, walk: Explained, path: string): HTMLTableElement {
  const cell = (member: string) => (k: number) =>
    figure(report, `${path}.nodes.${k}.${member}`, four);
  return table("Each quantity from the inputs to the loss", walk.nodes.length, [
    {head: "node", cell: (k) => walk.nodes[k]!.node},
    {head: "formula", text: true, cell: (k) => walk.nodes[k]!.formula},
    {head: "value", cell: cell("value")},
    {head: "derivative", text: true, cell: (k) => walk.nodes[k]!.derivative},
    {head: "its value", cell: cell("local")},
    {head: "gradient dL/d(node)", cell: cell("gradient")},
  ]);
}

function inputTable(report: Report, walk: Explained, path: string): HTMLTableElement {
  const cell = (member: string) => (k: number) =>
    figure(report, `${path}.inputs.${k}.${member}`, four);
  return table("Inputs; of a number x is what it is above its centre", walk.inputs.length, [
    {head: "input", cell: (k) => name(walk.inputs[k]!.term)},
    {head: "in the data", text: true, cell: (k) => name(walk.inputs[k]!.value)},
    {head: "centre", cell: cell("centre")},
    {head: "x", cell: cell("x")},
    {head: "dz/dx", cell: cell("slope")},
    {head: "dL/dx", cell: cell("gradient")},
  ]);
}

function coefficientTable(report: Report, walk: Explained, path: string): HTMLTableElement {
  const all = walk.coefficients;
  const listed = largest(all.length, (k) => (all[k]!.value ?? 0) * (all[k]!.local ?? 0),
    coefficientsListed);
  const cell = (member: string) => (k: number) =>
    figure(report, `${path}.coefficients.${listed[k]}.${member}`, four);
  const caption = listed.length < all.length
    ? `The ${listed.length} of ${all.length} weights that carry most` : "Weights";
  return table(caption, listed.length, [
    {head: "weight", cell: (k) => name(all[listed[k]!]!.coefficient)},
    {head: "value", cell: cell("value")},
    {head: "times", cell: cell("local")},
    {head: "gradient dL/dw", cell: cell("gradient")},
  ]);
}

function contributionTable(report: Report, walk: Explained, path: string): HTMLTableElement {
  return table("Contributions to the log-odds", walk.contributions.length, [
    {head: "feature", cell: (k) => name(walk.contributions[k]!.feature)},
    {head: "in the data", text: true, cell: (k) => name(walk.contributions[k]!.value)},
    {head: "log-odds", cell: (k) =>
      figure(report, `${path}.contributions.${k}.log_odds`, four)},
  ]);
}

// ---- one row ------------------------------------------------------------------------------------

// Rows of the data have a source; one that was made up for the page has none.
function outcomeWords(report: Report, {outcome, source}: Explained, path: string): Child[] {
  if (!outcome) return ["."];
  const loss = figure(report, `${path}.loss`, {significant: 3});
  if (!source) {
    return [". Were it ", name(outcome.label, 200), ", its share of the mean loss would be ", loss,
      "."];
  }
  const happened: Child[] = outcome.label === null
    ? [figure(report, `${path}.outcome.successes`, "count"), " of ",
       figure(report, `${path}.outcome.trials`, "count")]
    : [name(outcome.label, 200)];
  return [". It was ", ...happened, ", which costs a loss of ",
    loss, " (its share of the mean)."];
}

// The pass that is shown stays the same when another row is chosen.
interface Pass { direction: Direction; turn: () => void }

function graph(report: Report, walk: Explained, path: string, pass: Pass): HTMLElement {
  const sentence = h("span", {"aria-live": "polite"}, words[pass.direction]);
  const drawn = graphChart(report, walk, path, () => pass.direction);
  pass.turn = () => {
    sentence.textContent = words[pass.direction];
    drawn.redraw();
  };
  const hasEdges = graphOf(walk, networkOf(report)).edges.length > 0;
  const missing = hasEdges ? null : " The weights are too many for this page: no edges are drawn.";
  return chart([sentence, missing], drawn, () => nodeTable(report, walk, path),
    folded("Inputs", () => scrolling(inputTable(report, walk, path)), true),
    walk.coefficients.length === 0 ? null
      : folded("Weights", () => scrolling(coefficientTable(report, walk, path)), true));
}

function contributions(report: Report, walk: Explained, path: string): HTMLElement[] {
  if (walk.contributions.length === 0) return [];
  const base = [figure(report, `${path}.base`, {fixed: 2}), " where every number is at its " +
    "centre and every category at its reference"];
  const z = figure(report, `${path}.z`, {fixed: 2});
  const first: Child[] = walk.contribution === "coefficient_times_input"
    ? ["What each column adds to the log-odds: from ", ...base, " to ", z, " for this row."]
    : ["How much of the log-odds hangs on each column, to first order: its input times the " +
       "slope there. The log-odds are ", ...base, " and ", z,
      " for this row; the parts need not add up."];
  const rest = walk.contributions.length - contributionsDrawn;
  return [chart([...first, rest > 0 ? ` The other ${rest} are in the numbers.` : null],
    contributionsChart(walk), () => contributionTable(report, walk, path))];
}

function oneRow(report: Report, index: number, pass: Pass): HTMLElement[] {
  const path = `rows.${index}`;
  const walk = report.rows![index] as Explained;
  return [
    h("p", {}, "For ", h("strong", {}, name(walk.name, 600)), " the probability of ",
      name(eventWords(report), 600), " is ",
      figure(report, `${path}.probability`, {percent: 1}),
      ...outcomeWords(report, walk, path)),
    ...walk.notes.map((note) => h("p", {class: "quiet"}, note.message)),
    graph(report, walk, path, pass),
    ...contributions(report, walk, path),
  ];
}

function rowChoice(rows: Explained[], chosen: (index: number) => void): HTMLElement | null {
  if (rows.length === 1) return null;
  const select = h("select", {id: "walk-row"}, ...rows.map((row, k) =>
    h("option", {value: k}, name(row.name, 400).textContent)));
  select.addEventListener("change", () => chosen(Number(select.value)));
  return h("p", {class: "no-print"}, h("label", {for: "walk-row"}, "Row "), select);
}

function passChoice(rows: Explained[], pass: Pass): HTMLElement | null {
  if (!rows.some((row) => row.outcome)) return null;
  return choice("Pass", [{value: "forward", label: "forward: values"},
    {value: "backward", label: "backward: gradients"}], (value) => {
    pass.direction = value as Direction;
    pass.turn();
  });
}

function content(report: Report): HTMLElement[] {
  const rows = (report.rows ?? []) as Explained[];
  if (rows.length === 0) return [];
  const pass: Pass = {direction: "forward", turn: () => undefined};
  const shown = h("div", {}, ...oneRow(report, 0, pass));
  const controls = [
    rowChoice(rows, (index) => shown.replaceChildren(...oneRow(report, index, pass))),
    passChoice(rows, pass)].filter((control) => control !== null);
  return [...controls, shown];
}

export const walk: Section = {id: "walk", title: "How does one row get its probability?", content};
