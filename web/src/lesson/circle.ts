// SPDX-License-Identifier: Apache-2.0
//
// Section 4.7: the square of points, and where each model says "inside".
import {h, s} from "../dom";
import {count, valueAt, type Plots} from "./data";
import {cross, curve, dot, drawing, figure, frame, type Frame} from "./drawing";
import {sentence} from "./sentence";
import {say} from "./words";

type Circle = Plots["circle"];

function shade(on: Frame, {axis}: Circle, probabilities: number[]): void {
  const points = count(axis), half = 0.5 / axis.per_unit;
  let d = "";
  probabilities.forEach((p, k) => {
    if (p < 0.5) return;
    const x = valueAt(axis, Math.floor(k / points)), y = valueAt(axis, k % points);
    const [x0, x1] = [on.x(x - half), on.x(x + half)], [y0, y1] = [on.y(y - half), on.y(y + half)];
    d += `M${x0} ${y0}H${x1}V${y1}H${x0}Z`;
  });
  on.marks.append(s("path", {d, class: "yes"}));
}

function panel(map: Circle, name: string, probabilities: number[], lines: number[][]): HTMLElement {
  const drawn = drawing((width) => {
    const size = Math.min(width, 400);
    const side = {domain: [-1, 1] as [number, number], ticks: [-1, -0.5, 0, 0.5, 1]};
    const on = frame(name, size, size + 30, {...side, label: "x\u2081"},
      {...side, label: "x\u2082"});
    shade(on, map, probabilities);
    for (const [x1, y1, x2, y2] of lines) {
      on.marks.append(curve(on, [x1!, x2!], [y1!, y2!], "second"));
    }
    map.x1.forEach((x, k) => on.marks.append(map.inside[k]
      ? dot(on, x, map.x2[k]!, 2.8, "event") : cross(on, x, map.x2[k]!, "outside")));
    return on.svg;
  });
  return h("div", {}, h("p", {class: "panel"}, name), drawn.element);
}

export function circle({circle: map}: Plots): HTMLElement {
  const caption = sentence(say({
    en: "Shaded: the model says `p ≥ 0.5`. Dots lie inside the circle, crosses outside. Each line " +
      "is where one hidden unit says 1/2.",
    ru: "Закрашено: модель говорит `p ≥ 0.5`. Точки лежат внутри круга, крестики снаружи. Каждая " +
      "прямая проходит там, где один скрытый нейрон говорит 1/2."}));
  return figure("circle", caption, h("div", {class: "pair"},
    panel(map, say({en: "One unit", ru: "Один нейрон"}), map.unit, []),
    panel(map, say({en: "The network", ru: "Сеть"}), map.network, map.lines)));
}
