// SPDX-License-Identifier: Apache-2.0
//
// Numbers on the page. Each is one member of the page's JSON, named by its path, and stands in an
// element that carries the path (data-path), so that a test can compare what is shown with what
// `--json` says. Nothing is estimated here.
import {h} from "./dom";

export type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

// "evaluation.auc", "terms.3.estimate"
export function at(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const step of path.split(".")) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

// significant: so many significant digits. fixed: so many decimals. count: groups of thousands.
// percent: per cent with so many decimals. p: a p-value, three decimals or "<0.001".
export type Style =
  {significant: number} | {fixed: number} | {percent: number} | "count" | "p";

const minus = (text: string) => text.replace("-", "\u2212");

function plain(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return value.toExponential(digits - 1);
  return value.toPrecision(digits);
}

export function format(value: number, style: Style): string {
  if (style === "count") {
    return Number.isInteger(value) ? value.toLocaleString("en-US") : plain(value, 6);
  }
  if (style === "p") return value < 0.001 ? "<0.001" : value.toFixed(3);
  if ("fixed" in style) return minus(value.toFixed(style.fixed));
  if ("percent" in style) return minus((100 * value).toFixed(style.percent)) + "%";
  return minus(plain(value, style.significant));
}

// The number at `path`, or a dash where it does not apply.
export function figure(root: unknown, path: string, style: Style): HTMLElement {
  const value = at(root, path);
  const kind = typeof style === "string" ? style : Object.entries(style)[0]!.join(":");
  const text = typeof value === "number" ? format(value, style) : "\u2013";
  return h("span", {class: "number", "data-path": path, "data-style": kind}, text);
}
