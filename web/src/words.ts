// SPDX-License-Identifier: Apache-2.0
//
// The report's names for what is modelled, in words that stand inside a sentence.
import type {Report, Term} from "./data";

export const isNetwork = (report: Report) => Boolean(report.network);
export const hasClasses = (report: Report) => (report.classes?.length ?? 0) > 0;
export const isPenalised = (report: Report) => report.penalty.l1 > 0 || report.penalty.l2 > 0;

// "survived = yes"
export function eventWords(report: Report): string {
  if (report.trials) return `success (${report.target} of ${report.trials})`;
  return `${report.target} = ${report.event}`;
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
  if (term.level === "") return `${term.column}, each 1 more`;
  const reference = referenceLevel(report, term.column);
  return `${term.column}: ${term.level}` + (reference === null ? "" : ` rather than ${reference}`);
}

// The last part of a path; the whole stands where it is said how the model was made.
export const fileName = (path: string) => path.split(/[/\\]/).pop() || path;
