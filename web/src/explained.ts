// SPDX-License-Identifier: Apache-2.0
//
// The walk through one row (odds.explain/1) as a graph: inputs, the sums and outputs of the units
// layer by layer, the probability, the loss. One unit is a network without hidden layers.
import type {Maybe, Note} from "./data";

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
  name: string; row: number; event: string; non_event: string; target: string;
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
  coefficient: number;
}

export interface Graph {
  layers: Unit[][];  // hidden layers, then that of the one output
  loss: number;      // node; -1 where it is not known what happened
  edges: Edge[];
}

const nodeIndex = (walk: Explained, node: string) => walk.nodes.findIndex((n) => n.node === node);

function edgesOf(walk: Explained, sizes: number[]): Edge[] {
  const lists = new Map<string, number[]>();
  walk.coefficients.forEach(({layer, unit}, index) => {
    const key = `${layer}:${unit}`;
    lists.set(key, [...(lists.get(key) ?? []), index]);
  });
  const edges: Edge[] = [];
  for (const [key, list] of lists) {
    const [layer, unit] = key.split(":").map(Number) as [number, number];
    const before = sizes[layer - 1]!;
    const biases = list.length - before;  // 1, or 0 without an intercept
    list.slice(biases).forEach((coefficient, from) =>
      edges.push({layer, from, to: unit - 1, coefficient}));
  }
  return edges;
}

export function graphOf(walk: Explained): Graph {
  const hidden = walk.network?.hidden ?? [];
  const layers: Unit[][] = hidden.map((units, l) => Array.from({length: units}, (_, u) => ({
    sum: nodeIndex(walk, `z${l + 1}[${u + 1}]`), output: nodeIndex(walk, `a${l + 1}[${u + 1}]`)})));
  layers.push([{sum: nodeIndex(walk, "z"), output: nodeIndex(walk, "p")}]);
  const edges = edgesOf(walk, [walk.inputs.length, ...hidden]);
  return {layers, loss: nodeIndex(walk, "L"), edges};
}

// Of a long list the indices of those that matter most, in the order of the list.
export function largest(size: number, weight: (index: number) => Maybe, count: number): number[] {
  return Array.from({length: size}, (_, k) => k)
    .sort((a, b) => Math.abs(weight(b) ?? 0) - Math.abs(weight(a) ?? 0))
    .slice(0, count).sort((a, b) => a - b);
}
