// SPDX-License-Identifier: Apache-2.0
//
// The sentences of the lesson: mathematics stands in them between backquotes, in the characters of
// a terminal ("dL/dw0 = (p - y) x"), and so do words of the command line, which stay as they are.
import {h} from "../dom";
import {mathematics} from "./tex";
import {superscript, withMinus} from "./words";

const greek: Record<string, string> = {
  "σ": "\\sigma", "θ": "\\theta", "∂": "\\partial", "·": "\\cdot", "≥": "\\ge", "∞": "\\infty",
};
const powers: Record<string, string> = {"²": "^2", "⁻¹": "^{-1}"};

const isCode = (text: string): boolean => /--|odds|log1p|^inf$|^nan$/.test(text);

// A name is a letter with the digits of its index: w0.
const part =
  /(\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(log|exp|min|max)|([A-Za-z])(\d*)|(⁻¹|²)|( +)|(.)/gu;

// Where two factors stand side by side they are set apart.
function toTex(text: string): string {
  let tex = "";
  let gap = false;
  let follows = false;  // something that can be multiplied stands in front
  for (const [, number, name, letter, index, power, blank, other] of text.matchAll(part)) {
    if (blank) {
      gap = true;
      continue;
    }
    const isFactor = Boolean(number || name || letter) || /^[σθ∂(]$/.test(other ?? "");
    if (gap && follows && isFactor) tex += "\\,";
    gap = false;
    follows = (isFactor && other !== "(" && !name) || /^[)\]]$/.test(other ?? "") || Boolean(power);
    if (number) tex += number;
    else if (name) tex += `\\${name} `;
    else if (letter) tex += index ? `${letter}_{${index}}` : letter;
    else if (power) tex += powers[power];
    else tex += greek[other!] ? `${greek[other!]} ` : other;
  }
  return tex;
}

export function formula(text: string): Element {
  return isCode(text) ? h("code", {}, text) : mathematics(toTex(text), false);
}

// Words beside mathematics: true minus signs, powers of ten, no line that begins with a dash.
function words(text: string): string {
  return text
    .replace(/(\d)e([-+]\d+)/g, (_, digit: string, power: string) =>
      `${digit}\u00d710${superscript(Number(power))}`)
    .replace(/(^|[\s(/])-(?=[\d∞])/g, (all) => withMinus(all))
    .replace(/ (?=—)/g, "\u00a0");
}

// For names of elements, which are text: the mathematics as it is written on a line.
export const plain = (text: string): string => withMinus(text.replaceAll("`", ""));

// The sign after a formula stays on its line.
export function sentence(text: string): (Element | string)[] {
  const pieces = text.split("`");
  return pieces.flatMap((piece, k): (Element | string)[] => {
    if (k % 2 === 1) {
      const sign = /^[^\s\p{L}\d]+/u.exec(pieces[k + 1]!)?.[0] ?? "";
      return [sign ? h("span", {class: "together"}, formula(piece), sign) : formula(piece)];
    }
    return [words(k > 0 ? piece.replace(/^[^\s\p{L}\d]+/u, "") : piece)];
  });
}
