// SPDX-License-Identifier: Apache-2.0
//
// Two charts on scales of powers of ten: the error of a difference quotient (2.6), and how fast
// two methods come down (4.4). A value of 0 has no logarithm and is left out.
import {s} from "../dom";
import {numbers} from "./controls";
import type {Plots} from "./data";
import {curve, dot, drawing, figure, frame, written} from "./drawing";
import {say, short, superscript} from "./words";

const power = (exponent: number) => `10${superscript(exponent)}`;

export function differences({differences: {h, error}}: Plots): HTMLElement {
  const label = say({en: "The error of the difference quotient for each step h draws a V",
    ru: "Ошибка разностного отношения при каждом шаге h рисует букву V"});
  const xs = h.map(Math.log10), ys = error.map(Math.log10);
  const drawn = drawing((width) => {
    const on = frame(label, width, 260,
      {domain: [-12.4, -0.6], ticks: [-12, -10, -8, -6, -4, -2], text: power,
        label: say({en: "step h", ru: "шаг h"})},
      {domain: [-12.4, -2.6], ticks: [-12, -10, -8, -6, -4], text: power,
        label: say({en: "error", ru: "ошибка"})});
    on.marks.append(curve(on, xs, ys, "main"), ...xs.map((x, k) => dot(on, x, ys[k]!, 4, "event")));
    on.above.append(
      written(on, -8.6, -9.4, say({en: "rounding", ru: "округление"}), {"text-anchor": "end"}),
      written(on, -2.8, -9.4, say({en: "the formula's error", ru: "ошибка формулы"})));
    return on.svg;
  });
  return figure("differences", [label + "."], drawn.element);
}

export function newton({steps}: Plots): HTMLElement {
  const label = say({
    en: "How far above the minimum: Newton's method beside gradient descent with step 4",
    ru: "Насколько выше минимума: метод Ньютона и градиентный спуск с шагом 4"});
  const runs = [steps.newton, steps.runs.find((run) => run.step === 4)!];
  const lowest = -17;
  const drawn = drawing((width) => {
    const on = frame(label, width, 280,
      {domain: [0, 30], ticks: [0, 5, 10, 15, 20, 25, 30], label: say({en: "step", ru: "шаг"})},
      {domain: [lowest, 0], ticks: [-16, -12, -8, -4, 0], text: power,
        label: say({en: "loss above the minimum", ru: "потери сверх минимума"})});
    runs.forEach(({gap}, which) => {
      const seen = gap.map((_, k) => k).filter((k) => gap[k]! > 0);
      const ys = seen.map((k) => Math.log10(gap[k]!));
      on.marks.append(curve(on, seen, ys, which ? "second" : "main"),
        s("g", {}, ...seen.map((k, i) => dot(on, k, ys[i]!, 3.5, which ? "second" : "event"))));
    });
    on.above.append(
      written(on, 5, -14, say({en: "Newton", ru: "Ньютон"}), {dx: 8}),
      written(on, 17, -5.4, say({en: "gradient descent", ru: "градиентный спуск"}), {dx: 8}));
    return on.svg;
  });
  const cells = (gap: number[]) => runs[1]!.gap.map((_, k) =>
    k < gap.length ? (gap[k]! > 0 ? short(gap[k]!, 2) : "0") : "");
  return figure("newton", [label + ". " + say({
    en: "From b = w = 0; where nothing is left above the minimum in double, the line ends.",
    ru: "От b = w = 0; где сверх минимума в double ничего не осталось, линия кончается."})],
  drawn.element, numbers(label, [
    {head: say({en: "step", ru: "шаг"}), cells: runs[1]!.gap.map((_, k) => `${k}`)},
    {head: say({en: "Newton", ru: "Ньютон"}), cells: cells(runs[0]!.gap)},
    {head: say({en: "gradient descent", ru: "градиентный спуск"}), cells: cells(runs[1]!.gap)}]));
}
