// SPDX-License-Identifier: Apache-2.0
//
// Odds ratios of terms for one unit more, for one standard deviation more, or from the lower
// quartile to the upper. With s the standard deviation of the column, the JSON holds
// standardised = estimate x s; the ratio is exp(standardised), and its limits are those of the
// estimate times standardised / estimate = s.
import type {Report} from "../data";
import {computed, computedInDrawing, figure, figureInDrawing, type Style} from "../figures";
import {eventWords, hasClasses, named} from "../words";
import type {Place} from "./strength";

export type Scale = "unit" | "deviation" | "quartile";

// A number of the JSON by its path, or one made from such by a formula.
export interface Source { value: number | null; path: string; isFormula?: boolean }
export interface Ratio { place: Place; ratio: Source; low: Source; high: Source }

// Three digits, and five near 1, where three would all be zeros.
export const digits = (ratio: number | null): Style =>
  ({significant: ratio !== null && Math.abs(ratio - 1) < 0.02 ? 5 : 3});

export function shown(report: Report, source: Source, style: Style): HTMLElement {
  if (source.value === null || !source.isFormula) {
    return figure(report, source.path, style);
  }
  return computed(source.value, source.path, style);
}

export function shownInDrawing(report: Report, source: Source, style: Style): SVGElement {
  if (source.value === null || !source.isFormula) {
    return figureInDrawing(report, source.path, style);
  }
  return computedInDrawing(source.value, source.path, style);
}

function perUnit(_: Report, place: Place): Ratio {
  const {term, index} = place;
  return {
    place,
    ratio: {value: term.odds_ratio, path: `terms.${index}.odds_ratio`},
    low: {value: term.odds_ratio_low, path: `terms.${index}.odds_ratio_low`},
    high: {value: term.odds_ratio_high, path: `terms.${index}.odds_ratio_high`},
  };
}

function perDeviation(_: Report, place: Place): Ratio {
  const {term, index} = place;
  const limit = (value: number | null, name: string): Source => ({
    value: value === null || term.standardised === null || !term.estimate ? null
      : Math.exp(value * term.standardised / term.estimate),
    path: `exp(terms.${index}.${name} * terms.${index}.standardised / terms.${index}.estimate)`,
    isFormula: true,
  });
  return {
    place,
    ratio: {
      value: term.standardised === null ? null : Math.exp(term.standardised),
      path: `exp(terms.${index}.standardised)`, isFormula: true,
    },
    low: limit(term.conf_low, "conf_low"), high: limit(term.conf_high, "conf_high"),
  };
}

// Of numbers; a level of a category has no quartiles and stays against its reference.
function betweenQuartiles(report: Report, place: Place): Ratio {
  const k = (report.effects ?? []).findIndex((e) => e.column === place.term.column);
  const effect = report.effects?.[k];
  if (!effect?.is_number || effect.quartile_odds_ratio === null) return perUnit(report, place);
  const source = (name: "quartile_odds_ratio" | "quartile_odds_ratio_low" |
    "quartile_odds_ratio_high"): Source => ({value: effect[name], path: `effects.${k}.${name}`});
  return {place, ratio: source("quartile_odds_ratio"), low: source("quartile_odds_ratio_low"),
    high: source("quartile_odds_ratio_high")};
}

const makers = {unit: perUnit, deviation: perDeviation, quartile: betweenQuartiles};

export const ratioOf = (report: Report, place: Place, scale: Scale) =>
  makers[scale](report, place);

// The scales that say something about these terms.
export function scalesOf(report: Report, places: Place[]): {value: Scale; label: string}[] {
  const scales: {value: Scale; label: string}[] = [{value: "unit", label: "one unit"}];
  if (places.some(({term}) => term.standardised !== null)) {
    scales.push({value: "deviation", label: "one standard deviation"});
  }
  if (report.effects?.some((e) => e.quartile_odds_ratio !== null)) {
    scales.push({value: "quartile", label: "lower to upper quartile"});
  }
  return scales;
}

export function oddsOf(report: Report, outcome: string | undefined): string {
  if (!hasClasses(report)) return eventWords(report);
  const name = named(outcome ?? "");
  return report.reference_class == null ? name
    : `${name} rather than ${named(report.reference_class)}`;
}
