// SPDX-License-Identifier: Apache-2.0
//
// Chapter 3 in the hand: z from -800 to 800, the textbook's formulas in double beside odds' own,
// and the error in units of the last place.
import {choice} from "../controls";
import {h, s, type Child} from "../dom";
import {heading, scrolling, slider} from "./controls";
import type {Plots, Quantity, Real, Sweep} from "./data";
import {curve, dot, drawing, figure, frame, type Frame, type Side} from "./drawing";
import {plain, sentence} from "./sentence";
import {fixed, say, short, superscript, withMinus} from "./words";

type Name = Exclude<keyof Sweep, "z">;

// Mathematics of `name` between backquotes.
interface Row { quantity: Name; name: () => string; near: Side["domain"]; far: Side["domain"];
  ticks: [number[], number[]] }

const shares: [number[], number[]] = [[0, 0.5, 1], [0, 0.5, 1]];
const rows: Row[] = [
  {quantity: "probability", name: () => "`σ(z)`", near: [-0.05, 1.1], far: [-0.05, 1.1],
    ticks: shares},
  {quantity: "log_probability", name: () => "`log σ(z)`", near: [-52, 4], far: [-840, 60],
    ticks: [[-50, -25, 0], [-800, -400, 0]]},
  {quantity: "loss",
    name: () => say({en: "loss of `y = 0`", ru: "потери при `y = 0`"}) + ": `-log(1 - σ(z))`",
    near: [-4, 52], far: [-60, 840], ticks: [[0, 25, 50], [0, 400, 800]]},
  {quantity: "gradient_event",
    name: () => say({en: "`dL/dz` of `y = 1`", ru: "`dL/dz` при `y = 1`"}),
    near: [-1.1, 0.05], far: [-1.1, 0.05], ticks: [[-1, -0.5, 0], [-1, -0.5, 0]]},
  {quantity: "gradient_other",
    name: () => say({en: "`dL/dz` of `y = 0`", ru: "`dL/dz` при `y = 0`"}),
    near: [-0.05, 1.1], far: [-0.05, 1.1], ticks: shares},
];

const hand = {z: 249, row: 2, far: false};  // z = 37, where the loss of y = 0 has just failed

const across = (): Side => ({label: "z",
  ...(hand.far ? {domain: [-800, 800], ticks: [-800, -400, 0, 400, 800]}
    : {domain: [-50, 50], ticks: [-50, -25, 0, 25, 50]})});

// Where the textbook has no number.
function failures(on: Frame, z: number[], values: Real[], [bottom, top]: Side["domain"]):
SVGGElement {
  const group = s("g");
  const fails = (k: number) => k in values && typeof values[k] !== "number";
  for (let first = 0; first < values.length; ++first) {
    if (!fails(first)) continue;
    let last = first;
    while (fails(last + 1)) ++last;
    group.append(s("rect", {x: on.x(z[first]!), width: on.x(z[last]!) - on.x(z[first]!),
      y: on.y(top), height: on.y(bottom) - on.y(top), class: "failure"}));
    first = last;
  }
  return group;
}

// Only where there is a number: the stretches between.
function stretches(on: Frame, z: number[], values: Real[], name: string): SVGGElement {
  const group = s("g");
  let xs: number[] = [], ys: number[] = [];
  const end = () => {
    if (xs.length > 0) group.append(curve(on, xs, ys, name));
    [xs, ys] = [[], []];
  };
  values.forEach((value, k) => {
    if (typeof value !== "number") return end();
    xs.push(z[k]!);
    ys.push(value);
  });
  end();
  return group;
}

function drawValues(sweep: Sweep, width: number): SVGSVGElement {
  const row = rows[hand.row]!;
  const {naive, stable} = sweep[row.quantity];
  const domain = hand.far ? row.far : row.near;
  const on = frame(say({en: "The textbook and odds along z", ru: "Учебник и odds вдоль z"}), width,
    230, across(), {domain, ticks: row.ticks[hand.far ? 1 : 0], label: plain(row.name())});
  on.marks.append(failures(on, sweep.z, naive, domain),
    curve(on, sweep.z, stable, "main wide"), stretches(on, sweep.z, naive, "second dashed"));
  here(on, sweep.z[hand.z]!, domain);
  on.marks.append(dot(on, sweep.z[hand.z]!, stable[hand.z]!, 5, "here"));
  return on.svg;
}

function here(on: Frame, z: number, domain: [number, number]): void {
  on.marks.append(s("line", {x1: on.x(z), x2: on.x(z), y1: on.y(domain[0]), y2: on.y(domain[1]),
    class: "mark"}));
}

function drawErrors(sweep: Sweep, width: number): SVGSVGElement {
  const {ulps} = sweep[rows[hand.row]!.quantity];
  const domain: [number, number] = [-0.5, 17];
  const on = frame(say({en: "Error of the textbook in units of the last place",
    ru: "Ошибка учебника в единицах последнего разряда"}), width, 230, across(),
  {domain, ticks: [0, 4, 8, 12, 16], text: (v) => `10${superscript(v)}`,
    label: say({en: "error of the textbook, units of the last place",
      ru: "ошибка учебника, единицы последнего разряда"})});
  // Less than one unit stands at one.
  const powers = ulps.map((value) =>
    typeof value === "number" ? Math.log10(Math.max(value, 1)) : value);
  on.marks.append(failures(on, sweep.z, ulps, domain),
    stretches(on, sweep.z, powers, "second"));
  here(on, sweep.z[hand.z]!, domain);
  return on.svg;
}

const digits = (value: number): [string, string] => {
  if (value === 0) return ["0", ""];
  const [mantissa, exponent] = value.toExponential(15).split("e");
  return [withMinus(mantissa!), Number(exponent) === 0 ? "" :
    `\u00d710${superscript(Number(exponent))}`];
};

const words: Record<string, string> = {inf: "\u221e", "-inf": "\u2212\u221e", nan: "nan"};

// The digits that differ from those of odds are marked.
function textbook(naive: Real, stable: number): Child {
  if (typeof naive !== "number") return h("mark", {}, words[naive]!);
  const [mantissa, power] = digits(naive), [right, rightPower] = digits(stable);
  let same = 0;
  if (power === rightPower) while (same < mantissa.length && mantissa[same] === right[same]) ++same;
  return h("span", {}, mantissa.slice(0, same),
    same < mantissa.length ? h("mark", {}, mantissa.slice(same) + power) : power);
}

function valuesTable(sweep: Sweep): HTMLElement {
  const k = hand.z;
  const head = ["", say({en: "textbook", ru: "учебник"}), "odds",
    say({en: "error, units of the last place", ru: "ошибка, единицы последнего разряда"})];
  const line = ({name, quantity}: Row) => {
    const {naive, stable, ulps}: Quantity = sweep[quantity];
    const ulp = ulps[k]!;
    return h("tr", {}, heading(name(), {scope: "row", class: "text"}),
      h("td", {}, textbook(naive[k]!, stable[k]!)),
    h("td", {}, digits(stable[k]!).join("")),
    h("td", {}, typeof ulp === "number" ? short(ulp, 2) : "\u221e"));
  };
  const label = `z = ${fixed(sweep.z[k]!, 1)}`;
  return scrolling(label, "scroll",
    h("table", {id: "sweep-values"}, h("caption", {}, label), h("thead", {}, h("tr", {},
      ...head.map((text) => text ? h("th", {scope: "col"}, text) : h("td")))),
    h("tbody", {}, ...rows.map(line))));
}

export function sweep(plots: Plots): HTMLElement {
  const all = plots.sweep;
  const values = drawing((width) => drawValues(all, width));
  const errors = drawing((width) => drawErrors(all, width));
  const table = h("div");
  function show(): void {
    values.redraw();
    errors.redraw();
    table.replaceChildren(valuesTable(all));
  }
  const quantity = choice(say({en: "Drawn", ru: "На рисунке"}), rows.map((row, k) =>
    ({value: `${k}`, label: plain(row.name())})), (value) => {
    hand.row = Number(value);
    show();
  }, `${hand.row}`);
  const range = choice(say({en: "z from", ru: "z от"}), [
    {value: "near", label: say({en: "\u221250 to 50", ru: "\u221250 до 50"})},
    {value: "far", label: say({en: "\u2212800 to 800", ru: "\u2212800 до 800"})}],
  (value) => {
    hand.far = value === "far";
    show();
  }, hand.far ? "far" : "near");
  const along = slider("sweep-z", "`z`", all.z.length, hand.z,
    (k) => fixed(all.z[k]!, 1),
    (k) => {
      const {naive, stable} = all[rows[hand.row]!.quantity];
      return `${say({en: "textbook", ru: "учебник"})} ${naive[k]}, odds ${stable[k]}`;
    },
    (k) => {
      hand.z = k;
      if (Math.abs(all.z[k]!) > 50 && !hand.far) {
        range.querySelector<HTMLInputElement>("input[value=far]")!.click();
      }
      show();
    });
  show();
  return figure("sweep", sentence(say({
    en: "Thick: odds. Dashed: the textbook in double, where it has a number; shaded: where it " +
      "has none. In the table the digits that the textbook gets wrong are marked.",
    ru: "Толстая линия: odds. Пунктир: учебник в double там, где у него есть число; закрашено: " +
      "где числа нет. В таблице отмечены цифры, которые у учебника неверны."})),
  h("div", {class: "controls"}, along.element), quantity, range,
  h("div", {class: "pair"}, values.element, errors.element), table);
}
