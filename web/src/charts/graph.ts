// SPDX-License-Identifier: Apache-2.0
//
// The graph of one row: inputs on the left, hidden units, the output, the loss below it. Forward an
// edge is as thick as what it carries (weight times value) and has the weight's sign; backward as
// thick as the gradient of its weight, with the gradient's sign. Of a large network the inputs and
// units that matter most for the row.
import {colours, dashes, drawing, type Drawing} from "../chart";
import type {Report} from "../data";
import {s} from "../dom";
import {flow, graphOf, largest, weightGradient, type Explained, type Graph}
  from "../explained";
import {figureInDrawing} from "../figures";
import {cut, termName} from "../names";
import {networkOf} from "../network";

const inputsDrawn = 10;
const unitsDrawn = 8;

const pill = {width: 96, height: 38};
const pitch = {across: 110, down: 48};
const header = 30;

export type Direction = "forward" | "backward";

interface Place { x: number; y: number }

// What is drawn, and where.
interface Layout {
  graph: Graph;
  inputs: number[];
  units: number[][];  // of each layer
  left: number;       // room for the names of the inputs
  width: number;
  height: number;
}

// Value times gradient: a unit's part in the loss, to first order.
function unitWeight(walk: Explained, index: number): number | null {
  const {value, gradient} = walk.nodes[index]!;
  return value === null ? null : value * (gradient ?? 1);
}

function layOut(walk: Explained, graph: Graph, room: number): Layout {
  const inputs = largest(walk.inputs.length, (k) => {
    const {x, slope} = walk.inputs[k]!;
    return x === null || slope === null ? null : x * slope;
  }, inputsDrawn);
  const units = graph.layers.map((layer) =>
    largest(layer.length, (k) => unitWeight(walk, layer[k]!.output), unitsDrawn));
  const right = graph.layers.length * pitch.across + pill.width / 2 + 2;
  const left = Math.max(88, Math.min(230, 0.3 * room, room - right));
  const width = Math.max(room, left + right);
  const most = Math.max(inputs.length, 3, ...units.map((layer) => layer.length));
  const isCut = inputs.length < walk.inputs.length ||
    graph.layers.some((layer, l) => units[l]!.length < layer.length);
  return {graph, inputs, units, left, width, height: header + most * pitch.down + (isCut ? 26 : 4)};
}

// Layer 0 are the inputs. The middle of the k-th of `count` in it.
function place({graph, left, width, height}: Layout, layer: number, k: number,
  count: number): Place {
  const step = (width - left - pill.width / 2 - 2) / graph.layers.length;
  const middle = (height + header) / 2;
  return {x: left + layer * step, y: middle + (k - (count - 1) / 2) * pitch.down};
}

// The output stands above the loss.
function unitPlace(layout: Layout, layer: number, k: number): Place {
  const isLast = layer === layout.graph.layers.length;
  const withLoss = isLast && layout.graph.loss >= 0;
  return place(layout, layer, k, withLoss ? 2 : layout.units[layer - 1]!.length);
}

function edgeLine(from: Place, to: Place, share: number, isNegative: boolean): SVGPathElement {
  const end = to.x - pill.width / 2;
  const middle = (from.x + end) / 2;
  return s("path", {
    d: `M${from.x},${from.y}C${middle},${from.y} ${middle},${to.y} ${end},${to.y}`,
    fill: "none", stroke: isNegative ? colours.bad : colours.main,
    "stroke-width": (0.8 + 5 * share).toFixed(2), "stroke-opacity": (0.3 + 0.6 * share).toFixed(2),
    "stroke-dasharray": isNegative ? dashes.other : null,
  });
}

function edgeLines(walk: Explained, layout: Layout, direction: Direction): SVGElement[] {
  const {graph, inputs, units} = layout;
  const size = direction === "forward" ? flow : weightGradient;
  const drawn = graph.edges.map((edge) => ({...edge,
    start: (edge.layer === 1 ? inputs : units[edge.layer - 2]!).indexOf(edge.from),
    end: units[edge.layer - 1]!.indexOf(edge.to), size: size(walk, graph, edge)}))
    .filter(({start, end}) => start >= 0 && end >= 0);
  const most = graph.layers.map((_, l) => Math.max(0, ...drawn
    .filter(({layer}) => layer === l + 1).map((edge) => Math.abs(edge.size))));
  return drawn.map(({layer, start, end, weight, size}) => {
    const from = layer === 1 ? place(layout, 0, start, inputs.length)
      : unitPlace(layout, layer - 1, start);
    if (layer > 1) from.x += pill.width / 2;
    const share = most[layer - 1]! > 0 ? Math.abs(size) / most[layer - 1]! : 0;
    return edgeLine(from, unitPlace(layout, layer, end), share,
      (direction === "forward" ? weight : size) < 0);
  });
}

interface Line { label: string; path: string }

// A box with a line for each quantity: its letter on the left, its number on the right.
function box(root: unknown, {x, y}: Place, lines: Line[]): SVGElement {
  const top = y - pill.height / 2, inner = 6;
  const baseline = (k: number) => y + (k - (lines.length - 1) / 2) * 15 + 4;
  return s("g", {},
    s("rect", {x: x - pill.width / 2, y: top, width: pill.width, height: pill.height, rx: 5,
      fill: "var(--soft)", stroke: "var(--quiet)"}),
    ...lines.flatMap(({label, path}, k) => [
      s("text", {x: x - pill.width / 2 + inner, y: baseline(k), class: "letter"}, label),
      s("text", {x: x + pill.width / 2 - inner, y: baseline(k), "text-anchor": "end"},
        figureInDrawing(root, path, {upto: 2})),
    ]));
}

function inputNode(root: unknown, walk: Explained, layout: Layout, k: number, path: string,
  direction: Direction): SVGElement {
  const index = layout.inputs[k]!;
  const {x, y} = place(layout, 0, k, layout.inputs.length);
  const end = x - 10;
  const member = direction === "forward" ? "x" : "gradient";
  const label = direction === "forward" ? "x" : "dx";
  return s("g", {"text-anchor": "end"},
    s("circle", {cx: x, cy: y, r: 4.5, fill: "currentColor"}),
    s("text", {x: end, y: y - 2}, termName(walk.inputs[index]!, layout.left - 20)),
    s("text", {x: end, y: y + 12}, s("tspan", {class: "letter"}, `${label}\u2002`),
      figureInDrawing(root, `${path}.inputs.${index}.${member}`, {upto: 3})));
}

function nodes(root: unknown, walk: Explained, layout: Layout, path: string,
  direction: Direction): SVGElement[] {
  const {graph} = layout;
  const member = direction === "forward" ? "value" : "gradient";
  const line = (letter: string, node: number): Line => ({
    label: direction === "forward" ? letter : `d${letter}`,
    path: `${path}.nodes.${node}.${member}`});
  const boxes = graph.layers.flatMap((layer, l) => layout.units[l]!.map((unit, k) =>
    box(root, unitPlace(layout, l + 1, k), [line("z", layer[unit]!.sum),
      line(l + 1 === graph.layers.length ? "p" : "a", layer[unit]!.output)])));
  if (graph.loss >= 0) {
    const [top, bottom] = [0, 1].map((k) => place(layout, graph.layers.length, k, 2)) as
      [Place, Place];
    boxes.push(s("path", {d: `M${top.x},${top.y}V${bottom.y}`, stroke: "var(--quiet)"}),
      box(root, bottom, [line("L", graph.loss)]));
    boxes.splice(-3, 0, ...boxes.splice(-2, 1));  // the line below the boxes
  }
  const inputs = layout.inputs.map((_, k) => inputNode(root, walk, layout, k, path, direction));
  return [...inputs, ...boxes];
}

function words(walk: Explained, layout: Layout): SVGElement[] {
  const {graph, height} = layout;
  const heads = ["inputs", ...graph.layers.map((_, l) =>
    l + 1 === graph.layers.length ? "output" : graph.layers.length === 2 ? "hidden"
      : `hidden ${l + 1}`)];
  const more = [walk.inputs.length - layout.inputs.length,
    ...graph.layers.map((layer, l) => layer.length - layout.units[l]!.length)];
  return heads.flatMap((head, l) => {
    const {x} = place(layout, l, 0, 1);
    const at = l === 0 ? {x: x - 10, "text-anchor": "end"} : {x, "text-anchor": "middle"};
    return [s("text", {...at, y: 14, class: "letter"}, head),
      ...(more[l]! > 0 ? [s("text", {...at, y: height - 6, class: "letter"}, `+${more[l]} more`)]
        : [])];
  });
}

// `path` names the walk in the report: "rows.0". Drawn anew by redraw() when `direction` changes.
export function graphChart(root: Report, walk: Explained, path: string,
  direction: () => Direction): Drawing {
  const graph = graphOf(walk, networkOf(root));
  const drawn = drawing((room) => {
    const layout = layOut(walk, graph, room);
    const way = direction();
    return s("svg", {
      role: "img", viewBox: `0 0 ${layout.width} ${layout.height}`,
      width: layout.width, height: layout.height,
      "aria-label": `Graph of ${cut(walk.name, 200)}, ${way} pass`,
      "aria-description": `${walk.inputs.length} inputs, hidden units: ` +
        `${walk.network?.hidden.join(", ") ?? "none"}; the numbers are in the table`,
    }, ...edgeLines(walk, layout, way), ...nodes(root, walk, layout, path, way),
    ...words(walk, layout));
  });
  drawn.element.classList.add("graph");
  for (const [key, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "Graph"]]) {
    drawn.element.setAttribute(key!, value!);
  }
  return drawn;
}
