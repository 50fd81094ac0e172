// SPDX-License-Identifier: Apache-2.0
//
// What must hold of a page in a browser. Each check returns a list of findings, one line each.
import {isDeepStrictEqual} from "node:util";

function at(root, path) {
  return path.split(".").reduce((value, step) => value?.[step], root);
}

const superscripts = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

// "1,234", "-0.53", "12.3%", "1.5x10^-14" (with real signs): the number and the place of its last
// digit; null for what is no number.
function parse(text) {
  const plain = text.replaceAll(",", "").replace("\u2212", "-").replace("%", "");
  const match = /^(-?\d+)(?:\.(\d+))?(?:\u00d710(.+))?$/u.exec(plain);
  if (!match) return null;
  const [, whole, decimals = "", power = ""] = match;
  const exponent = Number([...power].map((c) =>
    c === "\u207b" ? "-" : superscripts.indexOf(c)).join("") || "0");
  return {
    value: Number(`${whole}.${decimals || 0}e${exponent}`),
    last: 10 ** (exponent - decimals.length),
  };
}

// Whether `text` is `value` rounded to the digits shown.
export function shows(text, value, style) {
  if (typeof value !== "number") return text === "\u2013";
  const [kind, digits] = style.split(":");
  if (text === "<0.001") return kind === "p" && value < 0.001;
  const shown = parse(text);
  if (!shown) return false;
  const isShare = ["percent", "points"].includes(kind);
  const wanted = isShare ? 100 * value : kind === "exp" ? Math.exp(value) : value;
  let last = shown.last;
  if (kind === "upto" && wanted !== 0) {
    last = Math.min(last, 10 ** (Math.floor(Math.log10(Math.abs(wanted))) + 1 - Number(digits)));
    last = Math.max(last, Number.isInteger(wanted) ? 0 : 10 ** -15);
    if (Math.abs(wanted) >= 10 ** Number(digits)) last = 1;
  }
  return Math.abs(shown.value - wanted) <= 0.5 * last * (1 + 1e-9) + 1e-12 * Math.abs(wanted);
}

// Every figure of the page is the member of `json` that it names.
export async function figures(page, json) {
  const shown = await page.evaluate(() => [...document.querySelectorAll("[data-path]")].map(
    (e) => ({path: e.dataset.path, style: e.dataset.style ?? "", text: e.textContent})));
  const wrong = shown.filter(({path, style, text}) => !shows(text, at(json, path), style));
  return {
    count: shown.length,
    findings: wrong.slice(0, 5).map(({path, style, text}) =>
      `${path} (${style}) shows "${text}", and the JSON has ${JSON.stringify(at(json, path))}`),
  };
}

export async function pageData(page) {
  return page.evaluate(() => {
    const element = document.getElementById("odds-data");
    return element && JSON.parse(element.textContent);
  });
}

// Members of `wanted` that `found` has not, or has otherwise.
export function differences(found, wanted, what) {
  if (isDeepStrictEqual(found, wanted)) return [];
  if (typeof found !== "object" || typeof wanted !== "object" || !found || !wanted) {
    return [`${what}: ${JSON.stringify(found)?.slice(0, 80)} is not ` +
      `${JSON.stringify(wanted)?.slice(0, 80)}`];
  }
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names].flatMap((name) => differences(found[name], wanted[name], `${what}.${name}`))
    .slice(0, 5);
}

export async function accessibility(page, axe, where) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () =>
    (await globalThis.axe.run(document, {resultTypes: ["violations"]})).violations.map((v) =>
      `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`));
  return violations.map((violation) => `axe (${where}): ${violation}`);
}

export async function overflow(page) {
  const [scroll, client] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  return scroll > client ? [`wider than the window: ${scroll} of ${client}`] : [];
}

// Opens all that is folded, and leaves of each long table the first rows: the others are alike, and
// axe takes seconds for thousands of cells.
export async function unfold(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const body of document.querySelectorAll("tbody")) {
      for (const row of [...body.rows].slice(10)) row.remove();
    }
  });
}

// The confusion matrix as the page shows it: {threshold, true_positives, ...}, by its paths.
async function shownConfusion(page, json) {
  const cells = await page.locator("#threshold table.confusion [data-path]").evaluateAll(
    (found) => found.map((e) => ({path: e.dataset.path, text: e.textContent})));
  const confusion = {};
  // The threshold beside the slider is that of the cells.
  const named = await page.locator("#threshold output [data-path]").first()
    .getAttribute("data-path");
  for (const {path, text} of cells) {
    const match = /^evaluation\.curves\.thresholds\.(\d+)\.((?:true|false)_\w+)$/.exec(path);
    if (!match || !named.includes(`.${match[1]}.`)) continue;
    confusion.threshold = json.evaluation.curves.thresholds[match[1]].threshold;
    confusion[match[2]] = Number(text.replaceAll(",", ""));
  }
  return confusion;
}

// The slider moves by keyboard, and the confusion matrix is then the one that `evaluate`, called
// with the threshold, says.
export async function slider(page, json, evaluate) {
  const handle = page.locator("#threshold input[type=range]").first();
  if (await handle.count() === 0) return ["there is no slider of thresholds"];
  const findings = [];
  const seen = new Set();
  for (const key of ["Home", "PageUp", "ArrowRight", "PageUp", "PageUp"]) {
    await handle.press(key);
    const {threshold, ...cells} = await shownConfusion(page, json);
    seen.add(threshold);
    if (Object.keys(cells).length !== 4) return ["the confusion matrix has not four cells"];
    const wanted = await evaluate(threshold);
    for (const [name, value] of Object.entries(cells)) {
      if (Math.abs(value - wanted[name]) > 5e-6 * Math.abs(wanted[name])) {
        findings.push(`at ${threshold} ${name} shows ${value}, odds evaluate says ${wanted[name]}`);
      }
    }
  }
  if (seen.size < 4) findings.push("the keys hardly move the slider");
  return findings;
}

// How many sheets the page takes on paper.
export function sheets(pdf) {
  return (pdf.toString("latin1").match(/\/Type\s*\/Page(?!s)/g) ?? []).length;
}
