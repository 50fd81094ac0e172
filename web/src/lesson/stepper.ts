// SPDX-License-Identifier: Apache-2.0
//
// The graph of a walk, and the buttons and keys that take it step by step.
import {h, s} from "../dom";
import {button} from "./controls";
import type {Plots} from "./data";
import {drawing, figure} from "./drawing";
import {sentence} from "./sentence";
import {choice} from "../controls";
import {folded} from "../folded";
import {walkOf, type Edge, type Kind, type Node, type Walk} from "./walk";
import {fixed, say} from "./words";

// Where the reader stands in each walk, kept while the language is changed.
const hands: Record<Kind, {row: number; step: number}> = {
  unit: {row: 0, step: 0}, chain: {row: 0, step: 0}, network: {row: 0, step: 0},
};

const rowHeight = 84;

// x with a small 1 below for "x1".
function letters(name: string, attributes: Record<string, string | number>): SVGTextElement {
  return s("text", attributes, name[0]!,
    name.length > 1 ? s("tspan", {dy: 4, "font-size": "0.7em"}, name.slice(1)) : null);
}

function drawGraph(walk: Walk, at: number, width: number): SVGSVGElement {
  const columns = Math.max(...walk.nodes.map(({column}) => column)) + 1;
  const most = Math.max(...walk.nodes.map(({rows}) => rows));
  const height = most * rowHeight + 10;
  const r = Math.min(21, width / columns / 2.8);
  const x = (node: Node) => width * (node.column + 0.5) / columns;
  const y = (node: Node) => 10 + (node.row + 0.5 + (most - node.rows) / 2) * rowHeight - 14;
  const byName = new Map(walk.nodes.map((node) => [node.name, node]));
  const step = walk.steps[at]!;
  const done = walk.steps.slice(0, at + 1);
  const valued = new Set(done.filter((d) => !d.backward).flatMap((d) => d.nodes));
  const arrived = new Set(done.filter((d) => d.backward).flatMap((d) => d.nodes));
  const isNow = (edge: Edge) =>
    step.edges.some(({from, to}) => from === edge.from && to === edge.to);
  const side = step.backward ? "back" : "ahead";
  const svg = s("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    class: "chart graph",
    "aria-label": say({en: "The graph, at this step", ru: "Граф на этом шаге"})});
  for (const edge of walk.edges) {
    const from = byName.get(edge.from)!, to = byName.get(edge.to)!;
    svg.append(s("line", {x1: x(from) + r, y1: y(from), x2: x(to) - r, y2: y(to),
      class: `edge ${isNow(edge) ? `now ${side}` : ""}`}));
    if (edge.name && most === 1) {
      svg.append(letters(edge.name, {x: (x(from) + x(to)) / 2, y: y(from) - 9, class: "name",
        "text-anchor": "middle"}));
    }
  }
  for (const node of walk.nodes) {
    const now = step.nodes.includes(node.name) ? `now ${side}` : "";
    const seen = valued.has(node.name) ? "seen" : "";
    svg.append(s("circle", {cx: x(node), cy: y(node), r, class: `node ${now} ${seen}`}),
      letters(node.name, {x: x(node), y: y(node) + 5, "text-anchor": "middle",
        class: "node-name"}));
    const below = (text: string, dy: number, name: string) => svg.append(s("text",
      {x: x(node), y: y(node) + r + dy, "text-anchor": "middle", class: name}, text));
    if (seen) below(fixed(node.value, 4), 14, "value");
    if (arrived.has(node.name)) below("\u2190 " + fixed(node.gradient!, 4), 28, "gradient");
  }
  return svg;
}

// A chain of equations may be broken before each sign but the first.
const breakable = (line: string): string =>
  line.replace(/(`[^`=]*=[^`]*`)/g, (chain) => {
    const [left, right, ...rest] = chain.slice(1, -1).split(" = ");
    return [`\`${left} = ${right}\``, ...rest.map((part) => `\`= ${part}\``)].join(" ");
  });

const captions: Record<Kind, () => string> = {
  unit: () => say({
    en: "One unit on the coldest flight. Go forward to the loss, then backward to the " +
      "coefficients. Under a node stands its value; with an arrow ←, the gradient of `L` that " +
      "has arrived.",
    ru: "Один нейрон и самый холодный полёт. Пройдите вперёд до потерь, потом назад до " +
      "коэффициентов. Под узлом стоит его значение; со стрелкой ← — пришедший градиент `L`."}),
  chain: () => say({
    en: "Two units, one after the other, on the same flight.",
    ru: "Два нейрона, один за другим, и тот же полёт."}),
  network: () => say({
    en: "A network of three hidden units, fitted to these points with a small penalty so that no " +
      "unit is saturated. `w12` is the weight of `x2` in hidden unit 1, `v1` that of `a1` in the " +
      "last.",
    ru: "Сеть из трёх скрытых нейронов, обученная на этих точках с малым штрафом, чтобы ни один " +
      "нейрон не был насыщен. `w12` — вес `x2` в скрытом нейроне 1, `v1` — вес `a1` в последнем."}),
};

export function stepper(kind: Kind, plots: Plots): HTMLElement {
  const hand = hands[kind];
  const rows = plots.walks[kind];
  let walk = walkOf(kind, rows[hand.row]!);
  const graph = drawing((width) => drawGraph(walk, hand.step, width));
  const told = h("div", {class: "told", "aria-live": "polite"});
  const id = `walk-${kind}`;
  const previous = button(`${id}-previous`, say({en: "Previous", ru: "Назад"}), () => go(-1));
  const next = button(`${id}-next`, say({en: "Next", ru: "Дальше"}), () => go(1));
  function show(): void {
    const step = walk.steps[hand.step]!;
    graph.redraw();
    told.replaceChildren(
      h("p", {class: "quiet"}, `${step.title} \u00b7 ${say({en: "step", ru: "шаг"})} ` +
        `${hand.step + 1} ${say({en: "of", ru: "из"})} ${walk.steps.length}`),
      ...step.lines.map((line) => h("p", {}, ...sentence(breakable(line)))));
    previous.setAttribute("aria-disabled", String(hand.step === 0));
    next.setAttribute("aria-disabled", String(hand.step === walk.steps.length - 1));
  }
  function go(by: number): void {
    hand.step = Math.min(Math.max(hand.step + by, 0), walk.steps.length - 1);
    show();
  }
  const controls = h("div", {class: "controls"}, previous, next,
    button(`${id}-reset`, say({en: "Start over", ru: "Сначала"}), () => go(-hand.step)));
  controls.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    go(event.key === "ArrowLeft" ? -1 : 1);
  });
  const points = rows.length > 1 ? choice(say({en: "The point", ru: "Точка"}),
    rows.map(({inputs, outcome}, k) => ({value: `${k}`, label:
      `(${inputs.map(({x}) => fixed(x, 2)).join("; ")}), y = ${outcome.successes}`})),
    (value) => {
      hand.row = Number(value);
      walk = walkOf(kind, rows[hand.row]!);
      show();
    }, `${hand.row}`) : null;
  // Of a walk through one row alone, so that it stays right; also what is printed.
  const all = rows.length > 1 ? null : folded(say({en: "All steps", ru: "Все шаги"}), () =>
    h("ol", {}, ...walk.steps.map(({title, lines}) => h("li", {}, `${title}: `,
      ...lines.flatMap((line, k) => [k > 0 ? "; " : "", ...sentence(breakable(line))])))));
  show();
  return figure(id, sentence(captions[kind]()), points, graph.element, controls, told, all);
}
