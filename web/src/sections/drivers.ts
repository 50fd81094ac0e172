// SPDX-License-Identifier: Apache-2.0
//
// What drives the probability: odds ratios with their limits, for a unit, a standard deviation or
// between quartiles, the strongest columns first.
import {h, type Child} from "../dom";
import {chart, draw, scrolling, table} from "../chart";
import {choice, list} from "../controls";
import {figure} from "../figures";
import {folded} from "../folded";
import {hasAllTerms, type Report} from "../data";
import {comparison, factorsOf, hasClasses, isPenalised} from "../words";
import {directionOf, forestOptions, writeRatios} from "./forest";
import {digits, oddsOf, ratioOf, scalesOf, shown, type Ratio, type Scale} from "./odds_ratios";
import type {Section} from "./section";
import {drivers as allDrivers, strength, type Place} from "./strength";

const most = 30;

// The strongest, in the order of their strongest sibling.
function strongest(places: Place[]): Place[] {
  const chosen = places.filter(({term}) => term.limit || term.estimate !== 0)
    .sort((a, b) => strength(b.term) - strength(a.term)).slice(0, most);
  const rank = new Map<string, number>();
  chosen.forEach(({term}, k) => { if (!rank.has(term.column)) rank.set(term.column, k); });
  return chosen.sort((a, b) => rank.get(a.term.column)! - rank.get(b.term.column)! ||
    a.index - b.index);
}

interface State { scale: Scale; outcome?: string }

function placesOf(report: Report, state: State): Place[] {
  return allDrivers(report).filter(({term}) => term.outcome === state.outcome);
}

function ratioTable(report: Report, ratios: Ratio[], caption: string): HTMLTableElement {
  const term = (k: number) => ratios[k]!.place.term;
  const path = (k: number, name: string) => `terms.${ratios[k]!.place.index}.${name}`;
  const value = (k: number, member: "ratio" | "low" | "high"): Child => {
    const {limit} = term(k);
    if (!limit || member !== "ratio") {
      return shown(report, ratios[k]![member], digits(ratios[k]!.ratio.value));
    }
    return limit === "+inf" ? "infinite" : limit === "-inf" ? "0"
      : "any";
  };
  return table(caption, ratios.length, [
    {head: "Term", cell: (k) => comparison(report, term(k))},
    {head: "Odds ratio", cell: (k) => value(k, "ratio")},
    {head: "Lower limit", cell: (k) => value(k, "low")},
    {head: "Upper limit", cell: (k) => value(k, "high")},
    {head: "p", cell: (k) => figure(report, path(k, "p_value"), "p")},
  ]);
}

const scaleWords: Record<Scale, string> = {
  unit: "for one unit more of a number, or a level against its reference",
  deviation: "for one standard deviation more of a column",
  quartile: "from the lower to the upper quartile of a number, or a level against its reference",
};

function caption(report: Report, ratios: Ratio[], state: State): Child[] {
  const start: Child[] = [h("b", {}, "Odds ratios"), ` of ${oddsOf(report, state.outcome)}, ` +
    `${scaleWords[state.scale]}. `];
  const first = ratios.find((ratio) => directionOf(ratio) !== "unclear" && !ratio.place.term.limit);
  const style = digits(first?.ratio.value ?? null);
  const example: Child[] = !first ? [] : [`${comparison(report, first.place.term)
    .replace(", each 1 more", "")} multiplies the odds by `, shown(report, first.ratio, style),
    ...(first.low.value === null ? [] : [" (", shown(report, first.low, style), " to ",
      shown(report, first.high, style), ")"]), ". "];
  const hasLimits = ratios.some(({low}) => low.value !== null);
  const key = "Circles raise the odds, diamonds lower them" + (hasLimits
    ? `; hollow squares may do either: their ${report.level}% limits hold 1.` : ".");
  return [...start, ...example, h("span", {class: "quiet"}, key)];
}

// One figure that answers to the choices of scale and class.
function forest(report: Report, state: State): {element: HTMLElement; update: () => void} {
  const box = h("div", {class: "forest"});
  function update(): void {
    const places = strongest(placesOf(report, state));
    if (places.length === 0) {
      box.replaceChildren(h("p", {}, "No term has an effect: every coefficient is 0."));
      return;
    }
    const ratios = places.map((place) => ratioOf(report, place, state.scale));
    const drawing = draw("Forest plot of odds ratios", "One line for each term: its odds ratio " +
      "and its limits on a logarithmic axis. To the right of 1 the term raises the odds, to the " +
      "left it lowers them.", (width) => forestOptions(report, ratios, width),
    (svg) => writeRatios(report, ratios, svg));
    const heading = `Odds ratios ${scaleWords[state.scale]}`;
    box.replaceChildren(chart(caption(report, ratios, state), drawing,
      () => ratioTable(report, ratios, heading)));
  }
  update();
  return {element: box, update};
}

function remarks(report: Report, places: Place[]): HTMLElement[] {
  const parts: string[] = [];
  if (isPenalised(report)) {
    parts.push("The penalty draws every odds ratio towards 1, and there are no limits and no " +
      "p-values under it.");
  }
  if (places.some(({term}) => term.estimate === 0)) {
    parts.push("Terms that the penalty set to exactly 0 are left out of the drawing.");
  }
  if (places.some(({term}) => term.limit)) {
    parts.push("An arrow without a point runs away for ever: the columns tell the outcomes apart " +
      "without error, so no finite odds ratio fits best.");
  }
  if (report.terms.some(({column}) => factorsOf(report, column))) {
    parts.push("Columns that are part of an interaction (a:b) never change alone: for them look " +
      "at the probabilities of the next section.");
  }
  if (!report.converged && !report.separated) {
    parts.push("The fit did not reach its optimum: these odds ratios are not the right ones.");
  }
  return parts.length === 0 ? [] : [h("p", {}, parts.join(" "))];
}

// For a unit, as the full tables have them; a long table is made when it is asked for.
function allTerms(report: Report, places: Place[]): HTMLElement {
  const title = hasAllTerms(report) ? "Show all terms" : "Show more terms";
  return folded(title, () => scrolling(ratioTable(report,
    places.map((place) => ratioOf(report, place, "unit")), "Odds ratios of the terms")), true);
}

function content(report: Report): HTMLElement[] {
  const outcomes = [...new Set(report.terms.map((term) => term.outcome))];
  const state: State = {scale: "unit", outcome: outcomes[0]};
  const places = placesOf(report, state);
  if (places.length === 0) return [];
  const {element, update} = forest(report, state);
  const scales = scalesOf(report, places);
  const all = allDrivers(report);
  return [
    h("p", {}, "An odds ratio says by what the odds p / (1 \u2212 p) are multiplied when one " +
      "column changes and all others stay. Above 1 it raises the probability, below 1 it lowers " +
      "it."),
    ...remarks(report, all),
    ...(hasClasses(report) ? [list("Odds of the class", outcomes.map((outcome) => ({
      value: outcome!, label: oddsOf(report, outcome)})), (value) => {
      state.outcome = value;
      update();
    })] : []),
    ...(scales.length < 2 ? [] : [choice("Change by", scales, (value) => {
      state.scale = value as Scale;
      update();
    })]),
    element,
    ...(places.length <= most ? [] : [allTerms(report, all)]),
  ];
}

export const drivers: Section = {id: "drivers", title: "What drives it?", content};
