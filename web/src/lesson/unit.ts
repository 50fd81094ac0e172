// SPDX-License-Identifier: Apache-2.0
//
// Chapter 1 in the hand: z = b + w (t - 70) / 10. Sliders, handles on the curve and the map of the
// loss move b and w from one point of the grid to the next; curve, losses of the flights,
// likelihood and gradient are looked up. b, w and x are multiples of 1/10, 1/5 and 1/10, so z is
// one of 1/50.
import {h, s} from "../dom";
import {button, readings, slider} from "./controls";
import {count, valueAt, type Axis, type Plots} from "./data";
import {bands, cross, curve, dot, dragging, drawing, figure, frame, path, written,
  type Frame} from "./drawing";
import {chance, legend, mark, warmth} from "./flights";
import {formula, sentence} from "./sentence";
import {fixed, say, short} from "./words";

const middle = 70;  // degrees, where z = b
const handle = 60;  // degrees, where z = b - w
const thresholds = [0.45, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 4, 6];
const arrowLength = 2;  // times the gradient

// Indices of the grid, kept while the page is shown in another language; b = w = 0, a coin.
const start = {b: 40, w: 30};
const hand = {...start};

const clamp = (index: number, axis: Axis) => Math.min(Math.max(index, 0), count(axis) - 1);
const nearest = (value: number, axis: Axis) =>
  clamp(Math.round(value * axis.per_unit) - axis.first, axis);

// Of the table of sigma, the place of z at the temperature, for y = 1, or of -z.
function place({unit}: Plots, b: number, w: number, t: number, sign = 1): number {
  const zFiftieths = 5 * (unit.b.first + b) + (unit.w.first + w) * (t - middle);
  return sign * zFiftieths - unit.z.first;
}

// The index of the grid at which the curve passes nearest to p.
function fit(axis: Axis, p: number, at: (index: number) => number): number {
  let best = 0;
  for (let k = 1; k < count(axis); ++k) {
    if (Math.abs(at(k) - p) < Math.abs(at(best) - p)) best = k;
  }
  return best;
}

function drawCurve(plots: Plots, width: number): Frame {
  const {unit, flights} = plots;
  const p = (t: number) => unit.sigma[place(plots, hand.b, hand.w, t)]!;
  const on = frame(say({en: "The flights and the curve of your unit",
    ru: "Полёты и кривая вашего нейрона"}), width, 300, warmth(), chance());
  const ts = Array.from({length: 55}, (_, k) => 31 + k);
  on.marks.append(
    ...flights.temperature.map((t, i) => s("line", {x1: on.x(t), x2: on.x(t), class: "residual",
      y1: on.y(flights.distress[i]!), y2: on.y(p(t))})),
    curve(on, ts, ts.map(p), "main"), mark(on, flights));
  on.above.append(dot(on, middle, p(middle), 9, "handle shift"),
    dot(on, handle, p(handle), 9, "handle tilt"),
    written(on, middle, p(middle), "b", {dx: 12, dy: -8, class: "letter"}),
    written(on, handle, p(handle), "w", {dx: 12, dy: -8, class: "letter"}));
  return on;
}

function drawMap({unit}: Plots, width: number): Frame {
  const index = hand.b * count(unit.w) + hand.w;
  const b = valueAt(unit.b, hand.b), w = valueAt(unit.w, hand.w);
  const on = frame(say({en: "Map of the loss, with your place and the lowest point",
    ru: "Карта потерь: ваше место и нижняя точка"}), width, 300,
  {domain: [-4, 2], ticks: [-4, -3, -2, -1, 0, 1, 2], label: "b"},
  {domain: [-6, 2], ticks: [-6, -4, -2, 0, 2], label: "w"});
  const to: [number, number] = [on.x(b - arrowLength * unit.by_b[index]!),
    on.y(w - arrowLength * unit.by_w[index]!)];
  on.marks.append(s("rect", {x: on.x(-4), y: on.y(2), width: on.x(2) - on.x(-4),
    height: on.y(-6) - on.y(2), class: "surface"}), bands(on, unit, thresholds),
  s("path", {d: path([[on.x(b), on.y(w)], to]), class: "arrow"}),
  s("circle", {cx: to[0], cy: to[1], r: 3, class: "tip"}));
  on.above.append(cross(on, unit.best.b, unit.best.w, "best"),
    dot(on, b, w, 9, "handle place"));
  return on;
}

// The flights from cold to warm; the mean of their losses is the loss.
function drawLosses(plots: Plots, width: number): SVGSVGElement {
  const {unit, flights} = plots;
  const order = flights.temperature.map((_, i) => i)
    .sort((i, j) => flights.temperature[i]! - flights.temperature[j]!);
  const on = frame(say({en: "The loss of each flight", ru: "Потери каждого полёта"}), width, 160,
    {domain: [0, 23], ticks: [], label: say({en: "flights, from cold to warm",
      ru: "полёты, от холодных к тёплым"})},
    {domain: [0, 3], ticks: [0, 1, 2, 3],
      label: say({en: "\u2212log p of what happened; dashed: the mean, L",
        ru: "\u2212log p того, что было; пунктир: среднее, L"})});
  order.forEach((i, k) => {
    const y = flights.distress[i]!;
    const loss = unit.row_loss[place(plots, hand.b, hand.w, flights.temperature[i]!, y ? 1 : -1)]!;
    on.marks.append(s("rect", {x: on.x(k + 0.15), width: on.x(0.7) - on.x(0), y: on.y(loss),
      height: on.y(0) - on.y(loss), class: y ? "event" : "other"}));
  });
  const mean = on.y(unit.loss[hand.b * count(unit.w) + hand.w]!);
  on.above.append(s("line", {x1: on.x(0), x2: on.x(23), y1: mean, y2: mean, class: "mark"}));
  return on.svg;
}

export function unit(plots: Plots): HTMLElement {
  const grid = plots.unit;
  const at = () => hand.b * count(grid.w) + hand.w;
  let curveFrame: Frame | undefined, mapFrame: Frame | undefined;
  const left = drawing((width) => (curveFrame = drawCurve(plots, width)).svg);
  const right = drawing((width) => (mapFrame = drawMap(plots, width)).svg);
  const below = drawing((width) => drawLosses(plots, width));
  const values = h("div");
  const spoken = () => say({en: "loss ", ru: "потери "}) + fixed(grid.loss[at()]!, 4);
  const sliders = {
    b: slider("unit-b", say({en: "`b`, log-odds at 70 °F", ru: "`b`, логит при 70 °F"}),
      count(grid.b), hand.b, (k) => fixed(valueAt(grid.b, k), 1), spoken,
      (k) => move(k, hand.w)),
    w: slider("unit-w", say({en: "`w`, for 10 °F more", ru: "`w`, на каждые 10 °F"}),
      count(grid.w), hand.w, (k) => fixed(valueAt(grid.w, k), 1), spoken,
      (k) => move(hand.b, k)),
  };
  function tell(): void {
    values.replaceChildren(readings("unit-values", [
      [say({en: "loss L", ru: "потери L"}), fixed(grid.loss[at()]!, 4)],
      [say({en: "lowest", ru: "наименьшие"}), fixed(grid.best.loss, 4)],
      [say({en: "likelihood of the 23 flights", ru: "правдоподобие 23 полётов"}),
        short(grid.likelihood[at()]!, 3)],
      [formula("dL/db"), fixed(grid.by_b[at()]!, 4)],
      [formula("dL/dw"), fixed(grid.by_w[at()]!, 4)]]));
  }
  function move(b: number, w: number): void {
    [hand.b, hand.w] = [clamp(b, grid.b), clamp(w, grid.w)];
    for (const part of [left, right, below]) part.redraw();
    sliders.b.set(hand.b);
    sliders.w.set(hand.w);
    tell();
  }
  dragging(left.element, "handle", () => curveFrame, (_, p, held) => {
    const probability = (b: number, w: number, t: number) =>
      grid.sigma[place(plots, b, w, t)]!;
    if (held.classList.contains("shift")) {
      move(fit(grid.b, p, (k) => probability(k, hand.w, middle)), hand.w);
    } else {
      move(hand.b, fit(grid.w, p, (k) => probability(hand.b, k, handle)));
    }
  });
  dragging(right.element, "chart", () => mapFrame,
    (b, w) => move(nearest(b, grid.b), nearest(w, grid.w)));
  tell();
  return figure("unit", sentence(say({
    en: "Now it is your turn: `z = b + w (t - 70) / 10`. Move the sliders, or drag the two rings " +
      "on the curve, or the one on the map. The arrow points downhill, against the gradient; the " +
      "cross is the lowest point. ",
    ru: "Теперь ваша очередь: `z = b + w (t - 70) / 10`. Двигайте ползунки, кольца на кривой или " +
      "кольцо на карте. Стрелка показывает вниз, против градиента; крестик — нижняя точка. "})
    + legend()),
  h("div", {class: "pair"}, left.element, right.element), below.element,
  h("div", {class: "controls"}, sliders.b.element, sliders.w.element,
    button("unit-best", say({en: "To the lowest point", ru: "В нижнюю точку"}),
      () => move(nearest(grid.best.b, grid.b), nearest(grid.best.w, grid.w))),
    button("unit-reset", say({en: "Start over", ru: "Сначала"}), () => move(start.b, start.w))),
  values);
}
