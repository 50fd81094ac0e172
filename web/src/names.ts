// SPDX-License-Identifier: Apache-2.0
//
// Names of columns, levels, terms and rows come from strangers: 300 characters, several lines, from
// right to left, nothing at all. In text they are whole, and isolated from the text around them; in
// drawings, which can't wrap, they are cut to the room that there is.
import {h} from "./dom";

const ellipsis = "\u2026";

let pen: CanvasRenderingContext2D | null | undefined;

// In pixels, at the 12 of drawings.
export function textWidth(text: string): number {
  if (pen === undefined) {
    pen = document.createElement("canvas").getContext("2d");
    if (pen) pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  }
  const typical = 6.7;
  return pen?.measureText(text).width ?? typical * text.length;
}

// What stands in a JSON for a name; null where there is none.
export type Name = string | null;

const oneLine = (text: Name) => (text ?? "").replace(/[\s\p{Cc}]+/gu, " ").trim() || "(empty)";

// First-strong isolate: a direction that the name sets ends with it.
const isolated = (text: string) => `\u2068${text}\u2069`;

// At most so many marks on a letter: those that languages use.
const fewMarks = (text: string) => text.replace(/(\p{Mark}{3})\p{Mark}+/gu, "$1");

// In at most so many pixels of a drawing.
export function cut(name: Name, pixels: number): string {
  const text = fewMarks(oneLine(name));
  const characters = [...text];
  const most = 400;
  const start = (count: number) => characters.slice(0, count).join("").trimEnd() + ellipsis;
  if (characters.length <= most && textWidth(text) <= pixels) return isolated(text);
  let [fits, tooLong] = [0, Math.min(characters.length, most) + 1];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (textWidth(start(middle)) <= pixels) fits = middle;
    else tooLong = middle;
  }
  return isolated(start(fits));
}

// "column[level]" in so many pixels: where it must be cut, first of all the column is, so that its
// levels can be told apart.
export function cutPair(first: Name, glue: string, second: Name, end: string,
  pixels: number): string {
  const least = 0.4 * pixels;
  const room = pixels - textWidth(glue + end);
  const shown = cut(second, Math.max(room - Math.min(textWidth(oneLine(first)), least), 0));
  return isolated(cut(first, room - textWidth(shown)) + glue + shown + end);
}

interface Named { term: string; column: string; level: Name }

export const termName = ({term, column, level}: Named, pixels: number) =>
  (level ? cutPair(column, "[", level, "]", pixels) : cut(term, pixels));

// In a sentence or a table.
export function name(text: Name, pixels = Infinity): HTMLElement {
  const shown = pixels === Infinity ? oneLine(text) : cut(text, pixels);
  const isCut = shown.includes(ellipsis) && !text?.includes(ellipsis);
  const long = 24;
  return h("bdi", {class: shown.length > long ? "name long" : "name", title: isCut ? text : null},
    shown);
}

export interface Labels { texts: string[]; margin: number }

// Names beside an axis: cut to a share of the drawing's width, and the margin that they need.
export function axisLabels(names: Name[], width: number, share = 0.4): Labels {
  const gap = 14;
  const texts = names.map((text) => cut(text, share * width - gap));
  return {texts, margin: Math.ceil(Math.max(...texts.map(textWidth)) + gap)};
}
