// SPDX-License-Identifier: Apache-2.0
//
// Which terms move the probability most over the rows: by |estimate x standard deviation|, so that
// metres and kilometres count alike; where that does not apply, by |estimate|.
import type {Report, Term} from "../data";
import {factorsOf, isIntercept} from "../words";

export interface Place { term: Term; index: number }  // index in report.terms

export function strength(term: Term): number {
  if (term.limit === "+inf" || term.limit === "-inf") return Infinity;
  return Math.abs(term.standardised ?? term.estimate ?? 0);
}

// Terms that say something: not the intercept, with an estimate or a limit.
export function drivers(report: Report): Place[] {
  return report.terms.map((term, index) => ({term, index}))
    .filter(({term}) => !isIntercept(term) && (term.estimate !== null || Boolean(term.limit)));
}

// Columns of products, and those that take part in one: what such a column does depends on the
// other, so that its own coefficient says little.
export function entangled(report: Report): Set<string> {
  const columns = new Set(report.terms.map(({column}) => column));
  return new Set([...columns].flatMap((column) => {
    const factors = factorsOf(report, column);
    return factors ? [column, ...factors] : [];
  }));
}

// Columns by strength, each with its strongest term: by the chi-square of all terms of the column
// less its degrees of freedom (Harrell 2015, plot of anova) where there is one.
export function strongestColumns(report: Report): Place[] {
  const best = new Map<string, Place>();
  for (const place of drivers(report)) {
    const known = best.get(place.term.column);
    if (place.term.limit === "undetermined" || place.term.estimate === 0) continue;
    if (!known || strength(place.term) > strength(known.term)) {
      best.set(place.term.column, place);
    }
  }
  const tests = new Map((report.joint_tests ?? []).map((t) => [t.column, t]));
  const rank = ({term}: Place) => {
    const test = tests.get(term.column);
    return test?.wald_chi2 == null ? null : test.wald_chi2 - test.df;
  };
  const places = [...best.values()];
  const tested = places.length > 0 && places.every((p) => rank(p) !== null);
  return places.sort((a, b) => tested ? rank(b)! - rank(a)! : strength(b.term) - strength(a.term));
}
