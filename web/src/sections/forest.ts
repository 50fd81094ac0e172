// SPDX-License-Identifier: Apache-2.0
//
// The forest plot: an odds ratio and its limits for each term, on a logarithmic axis. Limits
// beyond the axis, and terms that run away (separation), end in an arrow.
import * as Plot from "@observablehq/plot";
import {colours} from "../chart";
import {format} from "../figures";
import type {Report} from "../data";
import {axisLabels} from "../names";
import {referenceLevel} from "../words";
import {digits, shownInDrawing, type Ratio} from "./odds_ratios";

interface Line {
  label: string;
  isLevel?: boolean;  // below the heading of its category
  ratio?: Ratio;  // none: the heading of a category with several levels
  key: string;
}

const indent = 14;  // pixels

type Drawn = Line & {ratio: Ratio};

// Levels of one category stand below its name, which says what they are compared with.
export function linesOf(report: Report, ratios: Ratio[]): Line[] {
  const lines: Line[] = [];
  const columns = [...new Set(ratios.map(({place}) => place.term.column))];
  for (const column of columns) {
    const own = ratios.filter(({place}) => place.term.column === column)
      .sort((a, b) => a.place.index - b.place.index);
    const reference = referenceLevel(report, column);
    const against = reference === null ? "" : ` (against ${reference})`;
    const key = (ratio: Ratio) => `term-${ratio.place.index}`;
    if (own.length === 1) {
      const {level} = own[0]!.place.term;
      lines.push({label: level === "" ? column : `${column}: ${level}${against}`, ratio: own[0]!,
        key: key(own[0]!)});
      continue;
    }
    lines.push({label: column + against, key: `column-${lines.length}`});
    for (const ratio of own) {
      const level = ratio.place.term.level || column;
      lines.push({label: level, isLevel: true, ratio, key: key(ratio)});
    }
  }
  return lines;
}

type Domain = [number, number];

// Holds 1 and every ratio; limits as far as a factor of 30 beyond the ratios.
export function domainOf(ratios: Ratio[]): Domain {
  const finite = (x: number | null): x is number => x !== null && Number.isFinite(x) && x > 0;
  const points = ratios.map(({ratio}) => ratio.value).filter(finite);
  const reach = 30;
  const lowest = Math.min(1, ...points) / reach;
  const highest = Math.max(1, ...points) * reach;
  const low = Math.min(1, ...points, ...ratios.map(({low: l}) => l.value).filter(finite));
  const high = Math.max(1, ...points, ...ratios.map(({high: u}) => u.value).filter(finite));
  const bounds: Domain = [Math.max(low, lowest), Math.min(high, highest)];
  const isOpen = ratios.some(({place}) => Boolean(place.term.limit));
  const margin = isOpen ? 4 : 1.1;
  return [Math.min(bounds[0] / margin, 0.8), Math.max(bounds[1] * margin, 1.25)];
}

// 1, 2, 5 times powers of ten; fewer where there is no room.
export function ticksOf([low, high]: Domain, width: number): number[] {
  const most = Math.max(3, width / 55);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const powers = Array.from({length: last - first + 1}, (_, k) => 10 ** (first + k));
  const inside = (ticks: number[]) => ticks.filter((x) => x >= low && x <= high);
  const fine = inside(powers.flatMap((p) => [p, 2 * p, 5 * p]));
  if (fine.length <= most) {
    return fine.length >= 3 ? fine : inside([0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2]);
  }
  const coarse = inside(powers.flatMap((p) => [p, 3 * p]));
  if (coarse.length <= most) return coarse;
  const step = Math.ceil(inside(powers).length / most);
  return inside(powers).filter((p) => Math.round(Math.log10(p)) % step === 0);
}

export type Direction = "raises" | "lowers" | "unclear";

// Unclear: the limits hold 1. A limit of profile likelihood may be missing on one side: the data
// set none there.
export function directionOf({ratio, low, high, place}: Ratio): Direction {
  if (place.term.limit) {
    return place.term.limit === "+inf" ? "raises" : place.term.limit === "-inf" ? "lowers"
      : "unclear";
  }
  const value = ratio.value ?? 1;
  const hasLimits = low.value !== null || high.value !== null;
  if (hasLimits && (low.value ?? 0) <= 1 && (high.value ?? Infinity) >= 1) return "unclear";
  return value > 1 ? "raises" : value < 1 ? "lowers" : "unclear";
}

const signs = {
  raises: {colour: colours.main, symbol: "circle"},
  lowers: {colour: colours.other, symbol: "diamond"},
  unclear: {colour: colours.quiet, symbol: "square"},
} as const;

function marksOf(lines: (Drawn)[], [left, right]: Domain): Plot.Markish[] {
  const inside = (x: number) => Math.min(right, Math.max(left, x));
  const start = ({ratio: {place, ratio, low, high}}: Drawn) =>
    place.term.limit === "-inf" || place.term.limit === "undetermined" ? left
      : place.term.limit === "+inf" ? inside(low.value ?? 1)
        : inside(low.value ?? (high.value === null ? ratio.value ?? 1 : left));
  const end = ({ratio: {place, ratio, low, high}}: Drawn) =>
    place.term.limit === "+inf" || place.term.limit === "undetermined" ? right
      : place.term.limit === "-inf" ? inside(high.value ?? 1)
        : inside(high.value ?? (low.value === null ? ratio.value ?? 1 : right));
  const colour = (line: Drawn) => signs[directionOf(line.ratio)].colour;
  return [
    Plot.ruleX([1], {stroke: colours.ink}),
    Plot.ruleY(lines, {y: "key", x1: start, x2: end, stroke: colour, strokeWidth: 2}),
    Plot.text(lines.filter((line) => start(line) <= left), {x: left, y: "key",
      text: () => "\u25c2", fill: colour, fontSize: 13}),
    Plot.text(lines.filter((line) => end(line) >= right), {x: right, y: "key",
      text: () => "\u25b8", fill: colour, fontSize: 13}),
    Plot.dot(lines.filter(({ratio}) => ratio.ratio.value !== null), {
      x: ({ratio}: Drawn) => inside(ratio.ratio.value!), y: "key", r: 4.5, stroke: colour,
      strokeWidth: 1.5, fill: (line: Drawn) =>
        (directionOf(line.ratio) === "unclear" ? "var(--paper)" : colour(line)),
      symbol: (line: Drawn) => signs[directionOf(line.ratio)].symbol,
    }),
  ];
}

// Words keep the lines behind them away.
const inInk = {fill: colours.ink, stroke: "var(--paper)", strokeWidth: 4};

// Headings are bold, levels set in.
function labelMarks(lines: Line[], labels: Map<string, string>, dx: number,
  dy: number): Plot.Markish[] {
  const kinds = [
    {of: lines.filter(({ratio}) => !ratio), fontWeight: 600, indent: 0},
    {of: lines.filter(({ratio, isLevel}) => ratio && !isLevel), fontWeight: 400, indent: 0},
    {of: lines.filter(({isLevel}) => isLevel), fontWeight: 400, indent},
  ];
  return kinds.map((kind) => Plot.text(kind.of, {
    y: "key", text: ({key}: Line) => labels.get(key)!, title: "label", frameAnchor: "left",
    dx: dx + kind.indent, dy, textAnchor: "start", fontWeight: kind.fontWeight, ...inInk,
  }));
}

// Room for the words: beside the lines where the page is wide, above each where it is narrow.
export function forestOptions(report: Report, ratios: Ratio[], width: number): Plot.PlotOptions {
  const isWide = width >= 620;
  const lines = linesOf(report, ratios);
  const domain = domainOf(ratios);
  const right = isWide ? 170 : 12;
  const {texts, margin} = axisLabels(lines.map(({label}) => label), width, isWide ? 0.36 : 0.55);
  const labels = new Map(lines.map(({key}, k) => [key, texts[k]!]));
  const left = isWide ? Math.max(90, margin + indent) : 12;
  const step = isWide ? 24 : 40;
  const ticks = ticksOf(domain, width - left - right);
  const drawn = lines.filter((line): line is Drawn => Boolean(line.ratio));
  const above = isWide ? 0 : -14;
  return {
    width, height: step * lines.length + 62, marginLeft: left, marginRight: right, marginTop: 8,
    marginBottom: 46,
    x: {type: "log", domain, axis: null},
    y: {type: "band", domain: lines.map(({key}) => key), axis: null},
    symbol: {type: "identity" as never}, color: {type: "identity"},
    marks: [
      Plot.gridX(ticks),
      // By its own words: Plot leaves out labels of a logarithmic axis that it finds too near.
      Plot.axisX(ticks, {text: (x: number) => format(x, {upto: 3}), tickSize: 4,
        label: "Odds ratio (logarithmic)", labelAnchor: "center", labelArrow: "none"}),
      ...marksOf(drawn, domain),
      ...labelMarks(lines, labels, isWide ? -left + 1 : 0, above),
      Plot.text(drawn, {y: "key", text: "key", frameAnchor: "right", textAnchor: "end",
        dx: isWide ? right - 1 : 0, dy: above, className: "ratios", ...inInk}),
    ],
  };
}

// A limit of profile likelihood bounds a term that runs away on its other side.
function limitWords(report: Report, {place, low, high}: Ratio): (Node | string)[] {
  if (place.term.limit === "undetermined") return ["any value"];
  const [word, side, bound] = place.term.limit === "+inf" ? ["infinite", "from", low] as const
    : ["zero", "up to", high] as const;
  return bound.value === null ? [word] : [`${word}, ${side} `,
    shownInDrawing(report, bound, digits(bound.value))];
}

// In the place of each key the ratio and its limits.
export function writeRatios(report: Report, ratios: Ratio[], svg: Element): void {
  const byKey = new Map(ratios.map((ratio) => [`term-${ratio.place.index}`, ratio]));
  for (const text of svg.querySelectorAll(".ratios text")) {
    const ratio = byKey.get(text.textContent ?? "");
    if (!ratio) continue;
    if (ratio.place.term.limit) {
      text.replaceChildren(...limitWords(report, ratio));
      continue;
    }
    const style = digits(ratio.ratio.value);
    const limits = ratio.low.value === null && ratio.high.value === null ? [] : [" (",
      shownInDrawing(report, ratio.low, style), " to ",
      shownInDrawing(report, ratio.high, style), ")"];
    text.replaceChildren(shownInDrawing(report, ratio.ratio, style), ...limits);
  }
}
