// SPDX-License-Identifier: Apache-2.0
//
// Each hidden unit of the first layer is a logistic unit of its own: which inputs it looks at, and
// with which weight it enters the next layer.
import {scrolling, table, type Column} from "../chart";
import type {Report} from "../data";
import {h, type Child} from "../dom";
import {largest} from "../explained";
import {figure} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import type {Network} from "../network";

const shown = {units: 6, inputs: 12};
const listed = {units: 32, inputs: 200};

const magnitude = (values: number[]) => values.reduce((sum, value) => sum + Math.abs(value), 0);

// For one standard deviation of the input.
const scaled = ({layers, scales}: Network, unit: number, input: number) =>
  (layers[0]!.units[unit]!.weights[input] ?? 0) * (scales[input] ?? 1);

const onward = ({layers}: Network, unit: number) =>
  layers[1]!.units.map((next) => next.weights[unit] ?? 0);

const inputWeight = (network: Network, input: number) =>
  magnitude(network.layers[0]!.units.map((_, unit) => scaled(network, unit, input)));

// A number on a ground of blue (positive) or orange (negative), the stronger the larger its share.
function heat(number: HTMLElement, value: number, most: number): HTMLElement {
  const cell = h("span", {class: value < 0 ? "heat negative" : "heat"}, number);
  cell.style.setProperty("--share", String(most > 0 ? Math.abs(value) / most : 0));
  return cell;
}

interface Row { head: Child; cell: (unit: number) => Child }

function onwardRow(report: Report, network: Network): Row[] {
  if (network.layers[1]!.units.length !== 1) return [];
  const all = network.layers[0]!.units.map((_, unit) => onward(network, unit)[0]!);
  const most = Math.max(...all.map(Math.abs));
  return [{head: h("strong", {}, "weight in the output"), cell: (unit) => heat(figure(report,
    `network.layers.1.units.0.weights.${unit}`, {significant: 3}), all[unit]!, most)}];
}

function inputRows(report: Report, network: Network, inputs: number[], units: number[]): Row[] {
  const most = Math.max(...inputs.flatMap((input) =>
    units.map((unit) => Math.abs(scaled(network, unit, input)))));
  return inputs.map((input) => ({
    head: name(report.terms[input]?.term ?? ""),
    cell: (unit) => heat(figure(report, `network.layers.0.units.${unit}.weights.${input}`,
      {significant: 3}), scaled(network, unit, input), most),
  }));
}

function weightTable(report: Report, network: Network, limits: typeof shown): HTMLTableElement {
  const all = network.layers[0]!.units.length, inputsInAll = report.terms.length;
  const units = largest(all, (unit) => magnitude(onward(network, unit)), limits.units);
  const inputs = largest(inputsInAll, (input) => inputWeight(network, input), limits.inputs);
  const rows: Row[] = [...onwardRow(report, network),
    {head: "bias where all is 0 or reference", cell: (unit) =>
      figure(report, `network.first_layer_bias_at_zero.${unit}`, {significant: 3})},
    ...inputRows(report, network, inputs, units)];
  const columns: Column[] = units.map((unit) => ({head: `unit ${unit + 1}`,
    cell: (row) => rows[row]!.cell(unit)}));
  const of = (count: number, total: number, what: string) =>
    count < total ? `the ${count} of ${total} ${what} that weigh most` : `${total} ${what}`;
  const caption = `Weights of ${of(inputs.length, inputsInAll, "inputs")} in ` +
    of(units.length, all, "units");
  return table(caption, rows.length, [{head: "input", cell: (row) => rows[row]!.head}, ...columns]);
}

export function unitParts(report: Report, network: Network): HTMLElement[] {
  const units = network.layers[0]!.units.length, inputs = report.terms.length;
  const isCut = units > shown.units || inputs > shown.inputs;
  return [
    h("h3", {}, "What the hidden units look at"),
    h("p", {}, "Each unit adds up the inputs with weights of its own and passes on what its " +
      "activation makes of the sum. Numbers are in the columns\u2019 units; blue raises the sum, " +
      "orange lowers it, the stronger the more it weighs for one standard deviation. Which unit " +
      "does what depends on where the search began: read them together."),
    scrolling(weightTable(report, network, shown)),
    ...(isCut ? [folded("More units and inputs", () =>
      scrolling(weightTable(report, network, listed)), true)] : []),
  ];
}
