// SPDX-License-Identifier: Apache-2.0
//
// The flights as dots, and the charts that have them and nothing that moves: the straight line, the
// fitted curve, the forecast.
import {s} from "../dom";
import {numbers} from "./controls";
import type {Plots} from "./data";
import {curve, drawing, figure, frame, path, written, type Frame, type Side} from "./drawing";
import {fixed, say} from "./words";

export const warmth = (): Side => ({
  domain: [30, 86], ticks: [31, 40, 50, 60, 70, 80],
  label: say({en: "temperature, \u00b0F", ru: "температура, \u00b0F"}),
});

export const chance = (): Side => ({
  domain: [-0.06, 1.06], ticks: [0, 0.25, 0.5, 0.75, 1],
  label: say({en: "probability of damage", ru: "вероятность повреждения"}),
});

// Flights of one temperature and outcome are stacked towards the middle.
export function mark(on: Frame, flights: Plots["flights"]): SVGGElement {
  const seen = new Map<string, number>();
  return s("g", {class: "flights"}, ...flights.temperature.map((t, i) => {
    const y = flights.distress[i]!;
    const before = seen.get(`${t} ${y}`) ?? 0;
    seen.set(`${t} ${y}`, before + 1);
    return s("circle", {cx: on.x(t), cy: on.y(y) + (y ? 9 : -9) * before, r: 4,
      class: y ? "event" : "other"});
  }));
}

export const legend = () => say({
  en: "Filled: a flight with damage; hollow: without.",
  ru: "Закрашен: полёт с повреждением; пустой: без него.",
});

export function line({flights, line: fit}: Plots): HTMLElement {
  const label = say({
    en: "The flights and the line of least squares, which leaves the strip between 0 and 1",
    ru: "Полёты и прямая наименьших квадратов, которая выходит из полосы между 0 и 1"});
  const drawn = drawing((width) => {
    const on = frame(label, width, 260, warmth(),
      {...chance(), domain: [-0.3, 1.85], ticks: [0, 0.5, 1, 1.5]});
    on.marks.append(
      s("rect", {x: on.x(30), y: on.y(1), width: on.x(86) - on.x(30), height: on.y(0) - on.y(1),
        class: "strip"}),
      curve(on, fit.temperature, fit.y, "main"), mark(on, flights));
    return on.svg;
  });
  return figure("line", [label + ". " + legend()], drawn.element);
}

// The probabilities of the best unit at whole degrees are those of the forecast.
export function fitted({flights, forecast}: Plots): HTMLElement {
  const label = say({en: "The curve that odds finds", ru: "Кривая, которую находит odds"});
  const drawn = drawing((width) => {
    const on = frame(label, width, 260, warmth(), chance());
    on.marks.append(curve(on, forecast.temperature, forecast.probability, "main"),
      mark(on, flights));
    return on.svg;
  });
  return figure("curve", [label + ". " + legend()], drawn.element);
}

export function forecasted({flights, forecast}: Plots): HTMLElement {
  const label = say({
    en: "How sure the model is: the probability with its 95% limits",
    ru: "Насколько модель уверена: вероятность и её 95-процентные границы"});
  const t = forecast.temperature;
  const drawn = drawing((width) => {
    const on = frame(label, width, 280, warmth(), chance());
    const edge = (ys: number[]): [number, number][] => t.map((v, k) => [on.x(v), on.y(ys[k]!)]);
    on.marks.append(
      s("path", {d: path([...edge(forecast.low), ...edge(forecast.high).reverse()]) + "Z",
        class: "band"}),
      curve(on, t, forecast.probability, "main"),
      s("line", {x1: on.x(31), x2: on.x(31), y1: on.y(0), y2: on.y(1), class: "mark"}),
      mark(on, flights));
    on.above.append(written(on, 31.7, 0.2, say({en: "that morning", ru: "то утро"})));
    return on.svg;
  });
  const fifth = t.map((_, k) => k).filter((k) => k === 0 || t[k]! % 5 === 0);
  const cells = (ys: number[]) => fifth.map((k) => fixed(ys[k]!, 4));
  return figure("forecast", [label + ". " + legend()], drawn.element, numbers(label, [
    {head: say({en: "temperature, \u00b0F", ru: "температура, \u00b0F"}),
      cells: fifth.map((k) => `${t[k]}`)},
    {head: say({en: "probability", ru: "вероятность"}), cells: cells(forecast.probability)},
    {head: say({en: "lower", ru: "нижняя"}), cells: cells(forecast.low)},
    {head: say({en: "upper", ru: "верхняя"}), cells: cells(forecast.high)}]));
}
