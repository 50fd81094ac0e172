// SPDX-License-Identifier: Apache-2.0
//
// Drawings that answer to the reader's hand: axes, and marks at places of the plane. Every motion
// of a slider draws anew, so a drawing is a function of its width; colours come from the style
// sheet.
import {contours} from "d3-contour";
import {h, s, type Child} from "../dom";
import {count, valueAt, type Axis, type Surface} from "./data";
import {withMinus} from "./words";

export interface Side { domain: [number, number]; ticks: number[]; label: string;
  text?: (value: number) => string }

export interface Frame {
  svg: SVGSVGElement;
  marks: SVGGElement;  // clipped to the frame
  above: SVGGElement;  // not clipped
  x: (value: number) => number;
  y: (value: number) => number;
  // From a place of the pointer to values.
  valueOf: (event: PointerEvent) => [number, number];
}

const left = 46, right = 12, top = 26, bottom = 40;
let clips = 0;

function axes(x: Side, y: Side, px: Frame["x"], py: Frame["y"], width: number,
  height: number): SVGGElement {
  const write = (side: Side, value: number) => withMinus(side.text ? side.text(value) : `${value}`);
  return s("g", {class: "axes"},
    ...x.ticks.map((v) => s("g", {},
      s("line", {x1: px(v), x2: px(v), y1: top, y2: height - bottom, class: "grid"}),
      s("text", {x: px(v), y: height - bottom + 16, "text-anchor": "middle"}, write(x, v)))),
    ...y.ticks.map((v) => s("g", {},
      s("line", {x1: left, x2: width - right, y1: py(v), y2: py(v), class: "grid"}),
      s("text", {x: left - 7, y: py(v) + 4, "text-anchor": "end"}, write(y, v)))),
    s("text", {x: (left + width - right) / 2, y: height - 5, "text-anchor": "middle",
      class: "name"}, x.label),
    s("text", {x: 2, y: 11, class: "name"}, y.label));
}

export function frame(label: string, width: number, height: number, x: Side, y: Side): Frame {
  const [x0, x1] = x.domain, [y0, y1] = y.domain;
  const across = width - left - right, down = height - top - bottom;
  const px = (v: number) => left + (v - x0) / (x1 - x0) * across;
  const py = (v: number) => height - bottom - (v - y0) / (y1 - y0) * down;
  const id = `clip-${++clips}`;
  const marks = s("g", {"clip-path": `url(#${id})`});
  const above = s("g");
  const svg = s("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": label, class: "chart"},
    s("clipPath", {id}, s("rect", {x: left, y: top, width: across, height: down})),
    axes(x, y, px, py, width, height), marks, above);
  function valueOf(event: PointerEvent): [number, number] {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) * width / box.width;
    const over = (event.clientY - box.top) * height / box.height;
    return [x0 + (at - left) / across * (x1 - x0),
      y0 + (height - bottom - over) / down * (y1 - y0)];
  }
  return {svg, marks, above, x: px, y: py, valueOf};
}

export const path = (points: [number, number][]): string =>
  points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

export function curve(on: Frame, xs: number[], ys: number[], className: string): SVGPathElement {
  const places = xs.map((v, k): [number, number] => [on.x(v), on.y(ys[k]!)]);
  return s("path", {d: path(places), class: `curve ${className}`});
}

export const dot = (on: Frame, x: number, y: number, r: number, className: string) =>
  s("circle", {cx: on.x(x), cy: on.y(y), r, class: className});

export function cross(on: Frame, x: number, y: number, className: string): SVGPathElement {
  const px = on.x(x), py = on.y(y), r = 5;
  return s("path", {class: className,
    d: `M${px - r} ${py - r}L${px + r} ${py + r}M${px - r} ${py + r}L${px + r} ${py - r}`});
}

export const written = (on: Frame, x: number, y: number, text: string, attributes = {}) =>
  s("text", {x: on.x(x), y: on.y(y), ...attributes}, text);

// Where the values are above each threshold: value number i (points up) + j stands at (x_i, y_j).
export function contoursOf(on: Frame, across: Axis, up: Axis, values: number[],
  thresholds: number[], className: string): SVGGElement {
  const polygons = contours().size([count(up), count(across)]).thresholds(thresholds)(values);
  const ring = (points: number[][]) => path(points.map(([along, over]) =>
    [on.x(valueAt(across, over! - 0.5)), on.y(valueAt(up, along! - 0.5))])) + "Z";
  return s("g", {class: className}, ...polygons.map(({coordinates}) =>
    s("path", {d: coordinates.flat().map(ring).join("")})));
}

// Bands of a surface, b across and w up: the higher the loss the darker.
export const bands = (on: Frame, {b, w, loss}: Surface, thresholds: number[]): SVGGElement =>
  contoursOf(on, b, w, loss, thresholds, "bands");

export interface Drawing { element: HTMLElement; redraw: () => void }

// A drawing as wide as its place.
export function drawing(paint: (width: number) => SVGSVGElement): Drawing {
  const element = h("div", {class: "drawing"});
  let width = 0;
  const redraw = () => { if (width > 0) element.replaceChildren(paint(width)); };
  new ResizeObserver(() => {
    const found = Math.round(element.clientWidth);
    if (found === 0 || found === width) return;
    width = found;
    redraw();
  }).observe(element);
  return {element, redraw};
}

// Calls `moved` while the pointer is held down on what has the class, with values of `at()`.
export function dragging(element: HTMLElement, className: string, at: () => Frame | undefined,
  moved: (x: number, y: number, target: Element) => void): void {
  let held: Element | null = null;
  const move = (event: PointerEvent) => {
    const on = at();
    if (held && on) moved(...on.valueOf(event), held);
  };
  element.addEventListener("pointerdown", (event) => {
    held = (event.target as Element).closest(`.${className}`);
    if (!held) return;
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    move(event);
  });
  element.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, () => { held = null; });
  }
}

export function figure(id: string, caption: Child[], ...content: Child[]): HTMLElement {
  return h("figure", {id: `figure-${id}`}, h("figcaption", {}, ...caption), ...content);
}
