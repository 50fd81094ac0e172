// SPDX-License-Identifier: Apache-2.0
//
// Names of columns, levels, terms and rows come from strangers: 300 characters, several lines, from
// right to left, nothing at all. In text they are whole, and isolated from the text around them; in
// drawings, which can't wrap, they are cut to the room that there is.
import {h} from "./dom";

// Widths of characters at 12 pixels: of most, and of pictures, Chinese, Japanese and the like.
const narrow = 6.7;
const wide = 13;
const firstWide = 0x2e80;
const ellipsis = "\u2026";

const widthOf = (character: string) =>
  /\p{Mark}/u.test(character) ? 0 : character.codePointAt(0)! >= firstWide ? wide : narrow;

export const textWidth = (text: string) =>
  [...text].reduce((sum, character) => sum + widthOf(character), 0);

const oneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, " ").trim() || "(empty)";

// First-strong isolate: a direction that the name sets ends with it.
const isolated = (text: string) => `\u2068${text}\u2069`;

// At most so many marks on a letter: those that languages use.
const fewMarks = (text: string) => text.replace(/(\p{Mark}{3})\p{Mark}+/gu, "$1");

// In at most so many pixels of a drawing.
export function cut(name: string, pixels: number): string {
  const text = fewMarks(oneLine(name));
  if (textWidth(text) <= pixels) return isolated(text);
  let room = pixels - wide;
  const kept: string[] = [];
  for (const character of text) {
    room -= widthOf(character);
    if (room < 0) break;
    kept.push(character);
  }
  return isolated(kept.join("").trimEnd() + ellipsis);
}

// In a sentence or a table.
export function name(text: string, pixels = Infinity): HTMLElement {
  const shown = pixels === Infinity ? oneLine(text) : cut(text, pixels);
  const isCut = shown.includes(ellipsis) && !text.includes(ellipsis);
  return h("bdi", {class: "name", title: isCut ? text : null}, shown);
}

export interface Labels { texts: string[]; margin: number }

// Names beside an axis: cut to a share of the drawing's width, and the margin that they need.
export function axisLabels(names: string[], width: number, share = 0.4): Labels {
  const gap = 14;
  const texts = names.map((text) => cut(text, share * width - gap));
  return {texts, margin: Math.ceil(Math.max(...texts.map(textWidth)) + gap)};
}
