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

// A name is a letter with the digits of its index: w0, z1[2].
const part = /(\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(log|exp|min|max)|([A-Za-z])(\d*)(?:\[(\d)\])?|(⁻¹|²)|( +)|(.)/gu;

function indexed(letter: string, index: string, unit: string | undefined): string {
  if (!index && !unit) return letter;
  return unit ? `${letter}_{${unit}}` : `${letter}_{${index}}`;
}

// Where two factors stand side by side they are set apart.
function toTex(text: string): string {
  let tex = "";
  let gap = false;
  let follows = false;  // something that can be multiplied stands in front
  for (const [, number, name, letter, index, unit, power, blank, other] of text.matchAll(part)) {
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
    else if (letter) tex += indexed(letter, index ?? "", unit);
    else if (power) tex += powers[power];
    else tex += greek[other!] ? `${greek[other!]} ` : other;
  }
  return tex;
}

export function formula(text: string): Element {
  return isCode(text) ? h("code", {}, text) : mathematics(toTex(text), false);
}

// Words beside mathematics: true minus signs, powers of ten.
function words(text: string): string {
  return text
    .replace(/(\d)e([-+]\d+)/g, (_, digit: string, power: string) =>
      `${digit}\u00d710${superscript(Number(power))}`)
    .replace(/(^|[\s(/])-(?=[\d∞])/g, (all) => withMinus(all));
}

export function sentence(text: string): (Element | string)[] {
  return text.split("`").map((piece, k) => k % 2 === 1 ? formula(piece) : words(piece));
}
