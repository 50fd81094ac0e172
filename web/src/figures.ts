// SPDX-License-Identifier: Apache-2.0
//
// Numbers on the page. Each is one member of the page's JSON, named by its path, and stands in an
// element that carries the path (data-path), so that a test can compare what is shown with what
// `--json` says. Nothing is estimated here.
import {h, s} from "./dom";

// "evaluation.auc", "terms.3.estimate"
export function at(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const step of path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

// The number at `path`, or null where it does not apply.
export function numberAt(root: unknown, path: string): number | null {
  const value = at(root, path);
  return typeof value === "number" ? value : null;
}

// significant: so many significant digits. upto: at most so many, without zeros at the end.
// fixed: so many decimals. count: groups of thousands. percent: per cent with so many decimals;
// points: the same, without the sign. p: a p-value, three decimals or "<0.001". exp: e to the
// number, so many significant digits: an odds ratio where the JSON holds its logarithm.
export type Style =
  {significant: number} | {upto: number} | {fixed: number} | {percent: number} | {points: number} |
  {exp: number} | "count" | "p";

export const dash = "\u2013";
const minus = (text: string) => text.replace(/^-(?=0(\.0*)?%?$)/, "").replace("-", "\u2212");

function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((d) =>
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[Number(d)]);
  return (exponent < 0 ? "\u207b" : "") + digits.join("");
}

// 1.53 x 10^-14 where the zeros would have to be counted.
function plain(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return `${mantissa}\u00d710${superscript(Number(exponent))}`;
  }
  return size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits);
}

const withoutZeros = (text: string) =>
  /[.]/.test(text) ? text.replace(/[.]?0+(?=$|\u00d7)/, "") : text;

function count(value: number): string {
  if (!Number.isInteger(value)) return plain(value, 6);
  if (Math.abs(value) >= 1e15) return plain(value, 6);
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function format(value: number, style: Style): string {
  if (style === "count") return minus(count(value));
  if (style === "p") return value < 0.001 ? "<0.001" : value.toFixed(3);
  if ("fixed" in style) return minus(value.toFixed(style.fixed));
  if ("percent" in style) return minus((100 * value).toFixed(style.percent)) + "%";
  if ("points" in style) return minus((100 * value).toFixed(style.points));
  if ("exp" in style) return plain(Math.exp(value), style.exp);
  if ("upto" in style) return minus(withoutZeros(plain(value, style.upto)));
  return minus(plain(value, style.significant));
}

const styleName = (style: Style) =>
  typeof style === "string" ? style : Object.entries(style)[0]!.join(":");

// The number at `path`, or a dash where it does not apply.
export function figure(root: unknown, path: string, style: Style): HTMLElement {
  const value = numberAt(root, path);
  return h("span", {class: "number", "data-path": path, "data-style": styleName(style)},
    value === null ? dash : format(value, style));
}

// The same inside a drawing.
export function figureInDrawing(root: unknown, path: string, style: Style): SVGElement {
  const value = numberAt(root, path);
  return s("tspan", {"data-path": path, "data-style": styleName(style)},
    value === null ? dash : format(value, style));
}

// "0.74 to 0.78"; nothing where neither limit applies.
export function interval(root: unknown, low: string, high: string, style: Style): HTMLElement {
  const known = numberAt(root, low) !== null || numberAt(root, high) !== null;
  return h("span", {class: "interval"},
    ...(known ? [figure(root, low, style), " to ", figure(root, high, style)] : []));
}

// A number that the reader's hand makes from those of the JSON, by the formula that it carries.
export function computed(value: number, formula: string, style: Style): HTMLElement {
  return h("span", {class: "number", "data-computed": formula, "data-style": styleName(style)},
    Number.isFinite(value) ? format(value, style) : dash);
}

export function computedInDrawing(value: number, formula: string, style: Style): SVGElement {
  return s("tspan", {"data-computed": formula, "data-style": styleName(style)},
    Number.isFinite(value) ? format(value, style) : dash);
}
