// SPDX-License-Identifier: Apache-2.0
//
// Section 1.4: the loss for each slope, and the tangent where the reader stands.
import {h} from "../dom";
import {readings, slider} from "./controls";
import {count, valueAt, type Plots} from "./data";
import {curve, dot, drawing, figure, frame} from "./drawing";
import {sentence} from "./sentence";
import {fixed, say} from "./words";

const hand = {w: 20};  // an index: w = -0.4

export function valley({valley: {w, loss, slope}}: Plots): HTMLElement {
  const label = say({en: "The loss for each w, with its tangent",
    ru: "Потери при каждом w и касательная к ним"});
  const ws = loss.map((_, k) => valueAt(w, k));
  const drawn = drawing((width) => {
    const on = frame(label, width, 260,
      {domain: [-0.5, 0.05], ticks: [-0.5, -0.4, -0.3, -0.2, -0.1, 0], label: "w"},
      {domain: [0.42, 0.74], ticks: [0.45, 0.5, 0.55, 0.6, 0.65, 0.7],
        label: say({en: "loss", ru: "потери"})});
    const at = ws[hand.w]!, value = loss[hand.w]!, rise = slope[hand.w]!;
    const ends = [at - 0.06, at + 0.06];
    on.marks.append(curve(on, ws, loss, "main"),
      curve(on, ends, ends.map((v) => value + rise * (v - at)), "second"));
    on.above.append(dot(on, at, value, 5, "here"));
    return on.svg;
  });
  const values = h("div");
  const tell = () => values.replaceChildren(readings("valley-values", [
    [say({en: "loss", ru: "потери"}), fixed(loss[hand.w]!, 4)],
    [say({en: "slope of the tangent", ru: "наклон касательной"}), fixed(slope[hand.w]!, 4)]]));
  const steering = slider("valley-w", "`w`", count(w), hand.w,
    (k) => fixed(ws[k]!, 3),
    (k) => `${say({en: "loss", ru: "потери"})} ${fixed(loss[k]!, 4)}, ` +
      `${say({en: "slope", ru: "наклон"})} ${fixed(slope[k]!, 3)}`,
    (k) => {
      hand.w = k;
      drawn.redraw();
      tell();
    });
  tell();
  return figure("valley", sentence(say({
    en: "Move `w`: the tangent is the derivative, negative where the loss falls, 0 at the bottom.",
    ru: "Двигайте `w`: касательная — это производная; она отрицательна, где потери убывают, и " +
      "равна 0 на дне."})),
  drawn.element, h("div", {class: "controls"}, steering.element), values);
}
