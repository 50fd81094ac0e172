// SPDX-License-Identifier: Apache-2.0
//
// The verdict in one sentence, the questions behind it, what drives the model most, the warnings.
import {h, type Child} from "../dom";
import {figure, interval, numberAt} from "../figures";
import type {Report} from "../data";
import {
  comparison, eventWords, fileName, hasClasses, isNetwork, isPenalised, modelWords,
  named,
} from "../words";
import {
  calibration, needsCorrection, optimum, size, tellsApart, tested, type Check, type State,
} from "./checks";
import {extremes, rangeWords} from "./effects";
import {digits} from "./odds_ratios";
import type {Section} from "./section";
import {entangled, strongestColumns} from "./strength";
import {warnings} from "./warnings";

const signs: Record<State, {sign: string; word: string}> = {
  good: {sign: "\u2713", word: "Good"}, caution: {sign: "!", word: "Caution"},
  bad: {sign: "\u2715", word: "Problem"}, unknown: {sign: "\u00b7", word: "For the record"},
};

function headline(report: Report, checks: Check[]): {state: State; text: string} {
  const [fit, rows, test, skill, trust] = checks;
  if (fit!.state === "bad") {
    return {state: "bad", text: "Do not act on this model: the fit did not reach its optimum."};
  }
  if (report.separated) {
    return {state: "caution", text: "Handle with care: the data are separated, and some odds " +
      "ratios are infinite."};
  }
  if (skill?.state === "bad") {
    return {state: "bad", text: "Do not act on this model: " + (report.evaluation?.auc == null
      ? "it does not beat the base rate." : "nothing shows that it tells the outcomes apart.")};
  }
  if (needsCorrection(report)) {
    return {state: "bad", text: "Its probabilities are worse than saying the base rate to " +
      `everybody, though it ranks rows ${skill?.state === "caution" ? "weakly" : "usefully"}: ` +
      "correct them before you act on them."};
  }
  if (test!.state === "unknown") {
    return {state: "caution", text: "The fit is sound; how good its probabilities are was not " +
      "examined."};
  }
  if (report.evaluation?.is_fit_data) {
    return rows!.state === "bad" ? {state: "caution", text: "Too few data for so many columns: " +
      "it will do worse on new data than it seems here."} : ownData(fit!, skill, trust);
  }
  if (trust?.state === "bad" || trust?.state === "caution") {
    return {state: trust.state, text: "On new data it ranks rows " +
      (skill?.state === "caution" ? "only weakly, and" : "usefully, but") + " its probabilities " +
      "are off: correct them before you act on them."};
  }
  if (test!.state === "caution" || !skill) {
    return {state: "caution", text: "Tested on new data, but on too few to be sure of it."};
  }
  return skill.state === "caution"
    ? {state: "caution", text: "It held on new data, but it tells the outcomes apart only weakly."}
    : {state: "good", text: "The model held on new data: it tells the outcomes apart, and its " +
      "probabilities can be taken at their word."};
}

function ownData(fit: Check, skill?: Check, trust?: Check): {state: State; text: string} {
  const start = fit.state === "good" ? "A sound fit" : "A fit without a proof";
  const middle = skill?.state === "caution" ? " that tells the outcomes apart only weakly"
    : trust && !["good", "unknown"].includes(trust.state)
      ? " that ranks rows usefully, with probabilities that are off in places"
      : " that tells the outcomes apart";
  return {state: "caution", text: `${start}${middle}; not yet tested on new data.`};
}

function checkItem({question, state, answer}: Check): HTMLElement {
  const {sign, word} = signs[state];
  return h("div", {class: `check ${state}`},
    h("dt", {}, h("span", {class: "sign", "aria-hidden": "true"}, sign),
      h("span", {class: "unseen"}, `${word}: `), question),
    h("dd", {}, ...answer));
}

function driverWords(report: Report, index: number): Child[] {
  const term = report.terms[index]!;
  const k = (report.effects ?? []).findIndex(({column}) => column === term.column);
  const between = term.level === "" && report.effects?.[k]?.quartile_odds_ratio != null;
  const path = between ? `effects.${k}.quartile_odds_ratio` : `terms.${index}.odds_ratio`;
  const quartile = (name: string) => figure(report, `effects.${k}.${name}_quartile`, {upto: 4});
  const change: Child[] = between
    ? [h("b", {}, named(term.column)), ", from ", quartile("lower"), " to ", quartile("upper")]
    : [h("b", {}, comparison(report, term))];
  if (term.limit) return [...change, term.limit === "+inf" ? ": odds infinite" : ": odds zero"];
  const style = digits(numberAt(report, path));
  const limits: Child[] = numberAt(report, `${path}_low`) === null ? []
    : [" (", interval(report, `${path}_low`, `${path}_high`, style), ")"];
  return [...change, ": odds \u00d7 ", figure(report, path, style), ...limits];
}

const moves = "What moves the probability most";

// Where every column is part of an interaction: by how far each moves the probability.
function widest(report: Report): HTMLElement | null {
  const shown = (report.effects ?? []).flatMap(extremes).sort((a, b) => b.range - a.range);
  if (shown.length === 0) return null;
  return h("div", {}, h("h3", {}, moves),
    h("ol", {}, ...shown.slice(0, 3).map((each) => h("li", {}, ...rangeWords(report, each)))),
    h("p", {class: "small quiet"}, "While the others are held: numbers at their mean, categories " +
      "at the mix of their levels. The columns are part of interactions, and what one does " +
      "depends on another."));
}

function strongest(report: Report): HTMLElement | null {
  const isFinished = report.converged || report.separated;
  if (isNetwork(report) || hasClasses(report) || !isFinished) return null;
  const left = entangled(report);
  const places = strongestColumns(report).filter(({term}) => !left.has(term.column)).slice(0, 3);
  if (places.length === 0) return left.size > 0 ? widest(report) : null;
  const items = places.map(({index}) => h("li", {}, ...driverWords(report, index)));
  const hasLimits = places.some(({term}) => term.odds_ratio_low !== null);
  return h("div", {}, h("h3", {}, moves), h("ol", {}, ...items),
    h("p", {class: "small quiet"}, "Odds are p / (1 \u2212 p): odds \u00d7 2 turn 20% into 33%, " +
      "and 50% into 67%. " + (isPenalised(report)
      ? "The penalty draws these figures towards 1."
      : hasLimits ? `In brackets the ${report.level}% confidence limits. ` : ""),
    places.some(({term}) => term.level === "") && report.effects?.length
      ? " Numbers change by their middle half, from the lower quartile to the upper." : "",
    left.size > 0 ? " Columns of an interaction are left out: what one does depends on the other."
      : ""));
}

function lede(report: Report): HTMLElement {
  const what = hasClasses(report) ? `each class of ${report.target}` : eventWords(report);
  return h("p", {class: "lede"}, `The probability of ${what}, by ${modelWords(report)} fitted to `,
    figure(report, "rows_used", "count"), " rows",
    ...(report.source && report.source !== "-"
      ? [" of ", h("code", {}, fileName(report.source))] : []), ".");
}

function content(report: Report): HTMLElement[] {
  const found = [optimum(report), size(report), tested(report), tellsApart(report),
    calibration(report)];
  const [fit, rows, test, skill, trust] = found;
  const {state, text} = headline(report,
    [fit!, rows!, test!, skill ?? undefined, trust ?? undefined] as Check[]);
  const drivers = strongest(report);
  return [
    lede(report),
    h("p", {class: `verdict ${state}`, role: state === "bad" ? "alert" : null}, text),
    h("dl", {class: "checks"}, ...found.map((check) => check && checkItem(check))),
    ...(drivers ? [drivers] : []),
    ...warnings(report),
  ];
}

export const verdict: Section = {id: "verdict", title: "In short", content};
