// SPDX-License-Identifier: Apache-2.0
//
// Section 4.7: the square of points, and where each model says "inside".
import {h} from "../dom";
import type {Plots} from "./data";
import {contoursOf, cross, curve, dot, drawing, figure, frame} from "./drawing";
import {sentence} from "./sentence";
import {say} from "./words";

type Circle = Plots["circle"];

function panel(map: Circle, name: string, probabilities: number[], lines: number[][]): HTMLElement {
  const drawn = drawing((width) => {
    const size = Math.min(width, 400);
    const side = {domain: [-1, 1] as [number, number], ticks: [-1, -0.5, 0, 0.5, 1]};
    const on = frame(name, size, size + 30, {...side, label: "x\u2081"},
      {...side, label: "x\u2082"});
    on.marks.append(contoursOf(on, map.axis, map.axis, probabilities, [0.5], "yes"));
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
    en: "Shaded: the model says `p ≥ 0.5`. Dots lie inside the circle, crosses outside. Each " +
      "line is where one hidden unit says 1/2, if it crosses the square.",
    ru: "Закрашено: модель говорит `p ≥ 0.5`. Точки лежат внутри круга, крестики снаружи. Каждая " +
      "прямая — место, где один скрытый нейрон говорит 1/2, если она пересекает квадрат."}));
  return figure("circle", caption, h("div", {class: "pair"},
    panel(map, say({en: "One unit", ru: "Один нейрон"}), map.unit, []),
    panel(map, say({en: "The network", ru: "Сеть"}), map.network, map.lines)));
}
