// SPDX-License-Identifier: Apache-2.0
//
// What a walk forward and backward through one row says, step by step, from odds.explain/1: nodes
// light up one after another, with values on the way forward and gradients on the way back.
//
//   forward   z = w x + b,  a = sigma(z),  ...,  p,  L
//   backward  dL/dp,  dL/dz = dL/dp dp/dz,  dL/dw = dL/dz x,  dL/db,  dL/da = dL/dz w,  ...
import type {Explanation} from "./data";
import {fixed, say, type Words} from "./words";

export type Kind = "unit" | "chain" | "network";

export interface Node {
  name: string; column: number; row: number; rows: number; value: number; gradient: number | null;
}

export interface Edge { from: string; to: string; name: string }

export interface Step {
  backward: boolean;
  title: string;
  lines: string[];   // mathematics between backquotes
  nodes: string[];   // that light up
  edges: Edge[];
}

export interface Walk { nodes: Node[]; edges: Edge[]; steps: Step[] }

type Coefficient = Explanation["coefficients"][number];
type Told = Explanation["nodes"][number];

const chainNames: Record<string, string> = {
  "z1[1]": "z0", "a1[1]": "h", z: "z1", "b1[1]": "b0", "b2[1]": "b1",
};

// Short names: of chapter 2, and in the network z1, z2, ... and a1, a2, ... for the hidden units.
function nameOf(kind: Kind, node: string): string {
  if (kind === "chain") return chainNames[node] ?? node;
  const hidden = /^([az])1\[(\d)\]$/.exec(node);
  return hidden ? hidden[1]! + hidden[2]! : node;
}

// input: the place of the weight's input, -1 of the bias.
function coefficientName(kind: Kind, coefficient: Coefficient, layers: number,
  input: number): string {
  const isLast = coefficient.layer === layers;
  if (kind === "unit") return input < 0 ? "b" : "w";
  if (kind === "chain") return (input < 0 ? "b" : "w") + (coefficient.layer - 1);
  if (isLast) return input < 0 ? "b" : `v${input + 1}`;
  return input < 0 ? `b${coefficient.unit}` : `w${coefficient.unit}${input + 1}`;
}

const number = (value: number): string => fixed(value, 4).replace("\u2212", "-");
// In a product.
const factor = (value: number): string => value < 0 ? `(${number(value)})` : number(value);

const titles: Record<string, Words> = {
  inputs: {en: "Forward: the row", ru: "Вперёд: строка"},
  forward: {en: "Forward", ru: "Вперёд"},
  loss: {en: "Forward: the loss", ru: "Вперёд: потери"},
  backward: {en: "Backward", ru: "Назад"},
  coefficients: {en: "Backward: the coefficients", ru: "Назад: коэффициенты"},
};

interface Weighted { name: string; value: number; gradient: number; node: string; local: number }

class Teller {
  readonly steps: Step[] = [];
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];
  private readonly layers: number;
  private readonly y: number;

  constructor(private readonly kind: Kind, private readonly told: Explanation) {
    this.layers = (told.network?.hidden.length ?? 0) + 1;
    this.y = told.outcome.successes;
    this.place();
    this.forward();
    this.backward();
  }

  private inputName(k: number): string {
    return this.told.inputs.length > 1 ? `x${k + 1}` : "x";
  }

  private ofLayer(layer: number, letter: string): Told[] {
    return this.told.nodes.filter(({node, layer: of}) => of === layer && node.startsWith(letter));
  }

  // Of one unit: the bias, and the weights with the nodes that they come from.
  private terms(layer: number, unit: number): {bias: Weighted; weights: Weighted[]} {
    const own = this.told.coefficients.filter((c) => c.layer === layer && c.unit === unit);
    const before = layer === 1 ? this.told.inputs.map((_, k) => this.inputName(k))
      : this.ofLayer(layer - 1, "a").map(({node}) => nameOf(this.kind, node));
    const all = own.map((c, k) => ({value: c.value, gradient: c.gradient, local: c.local,
      name: coefficientName(this.kind, c, this.layers, k - 1), node: before[k - 1] ?? ""}));
    return {bias: all[0]!, weights: all.slice(1)};
  }

  private place(): void {
    const columns: Node[][] = [this.told.inputs.map(({x}, k) =>
      ({name: this.inputName(k), column: 0, row: k, rows: 0, value: x, gradient: null}))];
    const add = (nodes: Told[]) => columns.push(nodes.map(({node, value, gradient}, row) =>
      ({name: nameOf(this.kind, node), column: columns.length, row, rows: 0, value, gradient})));
    for (let layer = 1; layer <= this.layers; ++layer) {
      add(this.ofLayer(layer, "z"));
      add(this.ofLayer(layer, layer < this.layers ? "a" : "p"));
    }
    add(this.ofLayer(this.layers, "L"));
    for (const column of columns) for (const node of column) node.rows = column.length;
    this.nodes.push(...columns.flat());
  }

  private add(title: string, backward: boolean, lines: string[], nodes: string[],
    edges: Edge[]): void {
    if (!backward) this.edges.push(...edges);
    this.steps.push({title: say(titles[title]!), backward, lines, nodes, edges});
  }

  private forward(): void {
    const row = this.told.inputs.map(({x}, k) => `\`${this.inputName(k)} = ${number(x)}\``);
    this.add("inputs", false, [...row, `\`y = ${this.y}\``],
      this.told.inputs.map((_, k) => this.inputName(k)), []);
    for (let layer = 1; layer <= this.layers; ++layer) {
      const sums = this.ofLayer(layer, "z");
      this.add("forward", false, sums.map((sum, unit) => this.sumLine(layer, unit + 1, sum)),
        sums.map(({node}) => nameOf(this.kind, node)),
        sums.flatMap(({node}, unit) => this.terms(layer, unit + 1).weights.map((w) =>
          ({from: w.node, to: nameOf(this.kind, node), name: w.name}))));
      this.outputs(layer, sums);
    }
    const loss = this.told.nodes.find(({node}) => node === "L")!;
    const what = this.y ? "-log p" : "-log(1 - p)";
    this.add("loss", false, [`\`L = ${what} = ${number(loss.value)}\``], ["L"],
      [{from: "p", to: "L", name: ""}]);
  }

  private sumLine(layer: number, unit: number, sum: Told): string {
    const {bias, weights} = this.terms(layer, unit);
    const letters = weights.map((w) => `${w.name} ${w.node}`).join(" + ");
    const values = weights.map((w) => `${factor(w.value)} · ${factor(w.local)}`).join(" + ");
    return `\`${nameOf(this.kind, sum.node)} = ${letters} + ${bias.name} = ${values} + ` +
      `${factor(bias.value)} = ${number(sum.value)}\``;
  }

  private outputs(layer: number, sums: Told[]): void {
    const outputs = this.ofLayer(layer, layer < this.layers ? "a" : "p");
    const pairs = outputs.map((output, k) =>
      ({output, from: nameOf(this.kind, sums[k]!.node), to: nameOf(this.kind, output.node)}));
    this.add("forward", false,
      pairs.map(({output, from, to}) => `\`${to} = σ(${from}) = ${number(output.value)}\``),
      pairs.map(({to}) => to), pairs.map(({from, to}) => ({from, to, name: ""})));
  }

  private backward(): void {
    const p = this.told.nodes.find(({node}) => node === "p")!;
    this.add("backward", true,
      [`\`dL/dp = ${this.y ? "-1/p" : "1/(1 - p)"} = ${number(p.gradient)}\``],
      ["p"], [{from: "p", to: "L", name: ""}]);
    for (let layer = this.layers; layer >= 1; --layer) {
      this.throughUnits(layer);
      this.toCoefficients(layer);
      if (layer > 1) this.toOutputs(layer);
    }
  }

  // dL/dz = dL/da da/dz
  private throughUnits(layer: number): void {
    const sums = this.ofLayer(layer, "z");
    const outputs = this.ofLayer(layer, layer < this.layers ? "a" : "p");
    const pairs = sums.map((sum, k) => ({sum, output: outputs[k]!,
      z: nameOf(this.kind, sum.node), a: nameOf(this.kind, outputs[k]!.node)}));
    const lines = pairs.map(({sum, output, z, a}) =>
      `\`dL/d${z} = dL/d${a} · σ(${z}) σ(-${z}) = ${factor(output.gradient)} · ` +
      `${number(output.local!)} = ${number(sum.gradient)}\``);
    if (layer === this.layers) {
      lines.push(say({en: "The same is ", ru: "То же самое — "}) + "`p - y`.");
    }
    this.add("backward", true, lines, pairs.map(({z}) => z),
      pairs.map(({z, a}) => ({from: z, to: a, name: ""})));
  }

  private toCoefficients(layer: number): void {
    const lines = this.ofLayer(layer, "z").flatMap((sum, unit) => {
      const z = nameOf(this.kind, sum.node);
      const {bias, weights} = this.terms(layer, unit + 1);
      return [...weights.map((w) => `\`dL/d${w.name} = dL/d${z} · ${w.node} = ` +
        `${factor(sum.gradient)} · ${factor(w.local)} = ${number(w.gradient)}\``),
      `\`dL/d${bias.name} = dL/d${z} = ${number(bias.gradient)}\``];
    });
    this.add("coefficients", true, lines, [], this.edges.filter(({name, to}) => name !== "" &&
      this.ofLayer(layer, "z").some(({node}) => nameOf(this.kind, node) === to)));
  }

  // dL/da = dL/dz w; the next layer is the last unit.
  private toOutputs(layer: number): void {
    const sum = this.ofLayer(layer, "z")[0]!;
    const z = nameOf(this.kind, sum.node);
    const {weights} = this.terms(layer, 1);
    const outputs = this.ofLayer(layer - 1, "a");
    this.add("backward", true, weights.map((w, k) => `\`dL/d${w.node} = dL/d${z} · ${w.name} = ` +
      `${factor(sum.gradient)} · ${factor(w.value)} = ${number(outputs[k]!.gradient)}\``),
    weights.map((w) => w.node), weights.map((w) => ({from: w.node, to: z, name: w.name})));
  }
}

export function walkOf(kind: Kind, told: Explanation): Walk {
  return new Teller(kind, told);
}
