// SPDX-License-Identifier: Apache-2.0
//
// The report's names for what is modelled, in words that stand inside a sentence.
import {thinnedAt, type Report, type Term} from "./data";
import {cut} from "./names";

export const isNetwork = (report: Report) => Boolean(report.network);
export const hasClasses = (report: Report) => (report.classes?.length ?? 0) > 0;
// The column of weights of the rows that the report looks at, which are not counts of rows.
export const weightsOf = ({evaluation, weights}: Report) =>
  (evaluation ? evaluation.weights ?? null : weights);

export const isPenalised = (report: Report) => report.penalty.l1 > 0 || report.penalty.l2 > 0;

export const hasBounds = (report: Report) =>
  Object.keys(report.penalty.bounds ?? {}).length > 0 || thinnedAt(report, "penalty.bounds") >= 0;

// Drawn towards 0, so that the equations of the fit do not hold for the probabilities.
export const isShrunk = (report: Report) =>
  isPenalised(report) || hasBounds(report) || report.firth;

// What the solver made as small as it could.
export const lossWords = (report: Report) =>
  (isPenalised(report) || report.firth ? "mean loss with its penalty" : "mean loss") +
  (hasBounds(report) ? ", within the bounds," : "");

// Letters and marks that turn the direction of what follows.
const turning = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/;

// A stranger's name inside a sentence: not so long that the sentence is lost.
export function named(name: string): string {
  const isolated = cut(name, 420);
  return turning.test(name) ? isolated : isolated.slice(1, -1);
}

// "survived = yes"
export function eventWords(report: Report): string {
  if (report.trials) return `success (${named(report.target)} of ${named(report.trials)})`;
  return `${named(report.target)} = ${named(report.event)}`;
}

// "yes": of a share, of a probability. Of trials the event has no name.
export const eventName = (report: Report) => (report.trials ? "success" : report.event);

// What the model is, with its article.
export function modelWords(report: Report): string {
  if (isNetwork(report)) return "a network of logistic units";
  const kind = isPenalised(report) ? "penalised logistic regression" : "logistic regression";
  if (report.firth) return "a logistic regression with Firth\u2019s bias reduction";
  return hasClasses(report) ? `a ${kind} of several classes` : `a ${kind}`;
}

export const isIntercept = (term: Term) => term.column === "";

// The two columns of a product, "a:b"; null of any other column. A name may hold a colon itself.
export function factorsOf(report: Report, column: string): [string, string] | null {
  const isColumn = (name: string) => report.terms.some((term) => term.column === name) ||
    (report.effects ?? []).some((effect) => effect.column === name);
  for (let k = column.indexOf(":"); k >= 0; k = column.indexOf(":", k + 1)) {
    const [first, second] = [column.slice(0, k), column.slice(k + 1)];
    if (isColumn(first) && isColumn(second)) return [first, second];
  }
  return null;
}

// The level that the others of a category are compared with: the one without a term. Known where
// the report has the effects of columns, which name every level.
export function referenceLevel(report: Report, column: string): string | null {
  const effect = report.effects?.find((e) => e.column === column);
  if (!effect || effect.is_number) return null;
  const shown = new Set(report.terms.filter((t) => t.column === column).map((t) => t.level));
  const others = effect.points.filter((p) => !shown.has(p.level ?? ""));
  return others.length === 1 ? others[0]!.level : null;
}

// "sex: male rather than female", "age, each 1 more"
export function comparison(report: Report, term: Term): string {
  const column = named(term.column);
  if (term.level === "") return `${column}, each 1 more`;
  const reference = referenceLevel(report, term.column);
  return `${column}: ${named(term.level)}` +
    (reference === null ? "" : ` rather than ${named(reference)}`);
}

// The last part of a path; the whole stands where it is said how the model was made.
export const fileName = (path: string) =>
  path === "" ? "" : named(path.split(/[/\\]/).pop() || path);
