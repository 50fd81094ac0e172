// SPDX-License-Identifier: Apache-2.0
//
// Section 4.2 in the hand: the path of gradient descent for many lengths of a step, on the surface
// of the loss and as the loss by step, and Newton's method beside it.
import {h} from "../dom";
import {button, readings, slider} from "./controls";
import type {Plots, Run} from "./data";
import {bands, cross, curve, dot, drawing, figure, frame} from "./drawing";
import {fixed, say, short} from "./words";

const thresholds = [0.45, 0.5, 0.55, 0.6, 0.7, 0.85, 1, 1.5, 2, 3, 4, 6];
const near = 1e-6;
const start = {run: 6, shown: 30};  // the step 4, all of the way
const hand = {...start, newton: false};

function drawMap({steps}: Plots, width: number): SVGSVGElement {
  const on = frame(say({en: "The way over the surface of the loss",
    ru: "Путь по поверхности потерь"}), width, 320,
  {domain: [-7, 4], ticks: [-6, -4, -2, 0, 2, 4], label: "b"},
  {domain: [-8, 4], ticks: [-8, -6, -4, -2, 0, 2, 4], label: "w"});
  const along = (run: Run, shown: number, name: string) => {
    const bs = run.b.slice(0, shown + 1), ws = run.w.slice(0, shown + 1);
    on.marks.append(curve(on, bs, ws, name), ...bs.map((b, k) => dot(on, b, ws[k]!, 3, name)));
  };
  on.marks.append(bands(on, steps, thresholds));
  along(steps.runs[hand.run]!, hand.shown, "descent");
  if (hand.newton) along(steps.newton, hand.shown, "newton");
  on.above.append(cross(on, steps.best.b, steps.best.w, "best"));
  return on.svg;
}

function drawLosses({steps}: Plots, width: number): SVGSVGElement {
  const run = steps.runs[hand.run]!;
  const top = Math.max(...run.loss) > 0.8 ? 2.2 : 0.8;
  const on = frame(say({en: "Loss by step", ru: "Потери по шагам"}), width, 320,
    {domain: [0, 30], ticks: [0, 10, 20, 30], label: say({en: "step", ru: "шаг"})},
    {domain: [0.4, top], ticks: top > 1 ? [0.5, 1, 1.5, 2] : [0.4, 0.5, 0.6, 0.7, 0.8],
      label: say({en: "loss", ru: "потери"})});
  const along = ({loss}: Run, name: string) => {
    const ys = loss.slice(0, hand.shown + 1);
    const xs = ys.map((_, k) => k);
    on.marks.append(curve(on, xs, ys, name), ...xs.map((x, k) => dot(on, x, ys[k]!, 3, name)));
  };
  on.marks.append(curve(on, [0, 30], [steps.best.loss, steps.best.loss], "quiet"));
  along(run, "descent");
  if (hand.newton) along(steps.newton, "newton");
  return on.svg;
}

// What the numbers of the run say.
function verdict({loss, gap}: Run): string {
  const rises = loss.filter((value, k) => k > 0 && value > loss[k - 1]! && gap[k]! > near).length;
  const arrived = gap.findIndex((value) => value <= near);
  if (arrived >= 0) {
    return (rises ? say({en: "Overshoots, and arrives all the same: ",
      ru: "Проскакивает дно, но приходит: "}) : say({en: "Arrives: ", ru: "Приходит: "})) +
      say({en: `within one millionth of the lowest loss after ${arrived} steps.`,
        ru: `до наименьших потерь меньше миллионной, шагов: ${arrived}.`});
  }
  return rises ? say({en: `Too long: jumps over the valley; the loss rose ${rises} times.`,
    ru: `Слишком длинно: скачет через впадину; потери росли, раз: ${rises}.`}) :
    say({en: `Too short: after 30 steps still ${short(gap[30]!, 2)} above the lowest loss.`,
      ru: `Слишком коротко: через 30 шагов потери выше наименьших на ${short(gap[30]!, 2)}.`});
}

export function steps(plots: Plots): HTMLElement {
  const {runs} = plots.steps;
  const map = drawing((width) => drawMap(plots, width));
  const losses = drawing((width) => drawLosses(plots, width));
  const told = h("p", {id: "steps-verdict"});
  const values = h("div");
  function show(): void {
    const run = runs[hand.run]!;
    map.redraw();
    losses.redraw();
    told.textContent = verdict(run);
    values.replaceChildren(readings("steps-values", [
      [say({en: "step length", ru: "длина шага"}), `${run.step}`],
      [say({en: `loss after ${hand.shown} steps`, ru: `потери, шагов: ${hand.shown}`}),
        fixed(run.loss[hand.shown]!, 6)],
      [say({en: "lowest", ru: "наименьшие"}), fixed(plots.steps.best.loss, 6)]]));
  }
  const length = slider("steps-length", say({en: "length of the step", ru: "длина шага"}),
    runs.length, hand.run, (k) => `${runs[k]!.step}`, (k) => verdict(runs[k]!), (k) => {
      hand.run = k;
      show();
    });
  const shown = slider("steps-shown", say({en: "steps taken", ru: "сделано шагов"}), 31,
    hand.shown, (k) => `${k}`,
    (k) => `${say({en: "loss", ru: "потери"})} ${fixed(runs[hand.run]!.loss[k]!, 4)}`, (k) => {
      hand.shown = k;
      show();
    });
  const box = h("input", {type: "checkbox", id: "steps-newton", checked: hand.newton});
  box.addEventListener("change", () => {
    hand.newton = box.checked;
    show();
  });
  show();
  return figure("steps", [say({
    en: "Gradient descent from b = w = 0 on the standardised temperature. Choose the length of " +
      "the step, and walk step by step. The cross is the lowest point; the dashed line, its loss.",
    ru: "Градиентный спуск от b = w = 0 по стандартизованной температуре. Выберите длину шага и " +
      "пройдите шаг за шагом. Крестик — нижняя точка; пунктир — её потери."})],
  h("div", {class: "pair"}, map.element, losses.element),
  h("div", {class: "controls"}, length.element, shown.element,
    h("label", {class: "box"}, box, " ", say({en: "Newton's method too", ru: "и метод Ньютона"})),
    button("steps-reset", say({en: "Start over", ru: "Сначала"}), () => {
      Object.assign(hand, start);
      length.set(hand.run);
      shown.set(hand.shown);
      show();
    })),
  told, values);
}
