// SPDX-License-Identifier: Apache-2.0
//
// Both languages of the lesson. What reads the same in both is a plain string.

export type Language = "en" | "ru";
export type Words = string | {en: string; ru: string};

let current: Language = document.documentElement.lang === "ru" ? "ru" : "en";

export const language = (): Language => current;

export function setLanguage(chosen: Language): void {
  current = chosen;
  document.documentElement.lang = chosen;
}

export function say(words: Words): string {
  return typeof words === "string" ? words : words[current];
}

// Numbers as the text prints them: with a point in both languages, and a true minus sign.
export const withMinus = (text: string): string => text.replace(/-/g, "\u2212");

export const fixed = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return withMinus(Number(text) === 0 ? text.replace("-", "") : text);
};

export const superscript = (exponent: number): string =>
  [...String(exponent)].map((c) => c === "-" ? "\u207b" :
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[Number(c)]).join("");

// So many significant digits, a power of ten where there would be many zeros.
export function short(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) {
    return withMinus(String(Number(value.toPrecision(digits))));
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${withMinus(mantissa!)}\u00d710${superscript(Number(exponent))}`;
}
