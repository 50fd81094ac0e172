// SPDX-License-Identifier: Apache-2.0
//
// The walk through one row (odds.explain/1) as a graph: inputs, the sums and outputs of the units
// layer by layer, the probability, the loss. One unit is a network without hidden layers.
import type {Maybe, Note} from "./data";
import type {Network} from "./network";

export interface ExplainedInput {
  term: string; column: string; level: string; value: string;
  centre: Maybe; x: Maybe; slope: Maybe; gradient: Maybe;
}

export interface ExplainedNode {
  node: string; layer: number; formula: string; value: Maybe;
  derivative: string | null; local: Maybe; gradient: Maybe;
}

export interface ExplainedCoefficient {
  coefficient: string; layer: number; unit: number; value: Maybe; local: Maybe; gradient: Maybe;
}

export interface Explained {
  name: string; source: string; row: number; event: string; non_event: string; target: string;
  network: {activation: string; hidden: number[]} | null;
  outcome: {label: string | null; successes: number; trials: number; weight: number} | null;
  inputs: ExplainedInput[]; nodes: ExplainedNode[]; coefficients: ExplainedCoefficient[];
  contribution: string; contributions: {feature: string; value: string; log_odds: Maybe}[];
  notes: Note[];
}

// Indices into the walk's lists. A unit is its sum z and its output a; the last one's is p.
export interface Unit { sum: number; output: number }

export interface Edge {
  layer: number;  // of the unit that it leads to; 1 is the first
  from: number;   // input or unit of the layer before
  to: number;     // unit
  weight: number;
}

export interface Graph {
  layers: Unit[][];  // hidden layers, then that of the one output
  loss: number;      // node; -1 where it is not known what happened
  edges: Edge[];     // none where the page has no room for the weights
}

const nodeIndex = (walk: Explained, node: string) => walk.nodes.findIndex((n) => n.node === node);

// Of one unit dz/dx is the weight itself.
function edgesOf(walk: Explained, network: Network | null): Edge[] {
  if (!walk.network) {
    return walk.inputs.map(({slope}, from) => ({layer: 1, from, to: 0, weight: slope ?? 0}));
  }
  return (network?.layers ?? []).flatMap(({units}, l) => units.flatMap(({weights}, to) =>
    weights.map((weight, from) => ({layer: l + 1, from, to, weight: weight ?? 0}))));
}

export function graphOf(walk: Explained, network: Network | null): Graph {
  const hidden = walk.network?.hidden ?? [];
  const layers: Unit[][] = hidden.map((units, l) => Array.from({length: units}, (_, u) => ({
    sum: nodeIndex(walk, `z${l + 1}[${u + 1}]`), output: nodeIndex(walk, `a${l + 1}[${u + 1}]`)})));
  layers.push([{sum: nodeIndex(walk, "z"), output: nodeIndex(walk, "p")}]);
  return {layers, loss: nodeIndex(walk, "L"), edges: edgesOf(walk, network)};
}

// What an edge carries: the input, or the output of the unit that it comes from.
function carried(walk: Explained, graph: Graph, {layer, from}: Edge): number {
  if (layer === 1) return walk.inputs[from]!.x ?? 0;
  return walk.nodes[graph.layers[layer - 2]![from]!.output]!.value ?? 0;
}

// How much an edge adds to the sum that it leads to.
export const flow = (walk: Explained, graph: Graph, edge: Edge) =>
  edge.weight * carried(walk, graph, edge);

// dL/dw = dL/dz dz/dw, by the chain rule.
export function weightGradient(walk: Explained, graph: Graph, edge: Edge): number {
  const sum = graph.layers[edge.layer - 1]![edge.to]!.sum;
  return (walk.nodes[sum]!.gradient ?? 0) * carried(walk, graph, edge);
}

// Of a long list the indices of those that matter most, in the order of the list.
export function largest(size: number, weight: (index: number) => Maybe, count: number): number[] {
  return Array.from({length: size}, (_, k) => k)
    .sort((a, b) => Math.abs(weight(b) ?? 0) - Math.abs(weight(a) ?? 0))
    .slice(0, count).sort((a, b) => a - b);
}
