// SPDX-License-Identifier: Apache-2.0
//
// The tables of the fit under the names of PROC LOGISTIC and of rms: response profile, fit
// statistics, global tests, joint tests, estimates, odds ratios.
import type {Child} from "../dom";
import {table, type Column} from "../chart";
import {computed, dash, figure, numberAt, type Style} from "../figures";
import type {Report, Term} from "../data";
import {name} from "../names";
import {hasClasses, isIntercept} from "../words";

export interface Block { title: string; make: () => HTMLTableElement; rows: number }

const six: Style = {significant: 6};
const four: Style = {significant: 4};

// Rows of a name and figures; a row whose figures are all unknown is left out.
type Row = [string, ...Child[]];

const isKnown = ([, ...cells]: Row) => cells.some((cell) =>
  cell instanceof HTMLElement ? cell.textContent !== dash : Boolean(cell));

export function listed(caption: string, heads: string[], all: Row[]): HTMLTableElement {
  const rows = all.filter(isKnown);
  return table(caption, rows.length, heads.map((head, column) => ({
    head, cell: (k: number) => rows[k]![column],
  })));
}

export function responseProfile(report: Report): Block {
  const rows: Row[] = hasClasses(report)
    ? report.classes!.map(({label}, k) => [label, figure(report, `classes.${k}.weight`, "count")])
    : [[report.trials ? "success" : `${report.event} (the event)`,
      figure(report, "event_weight", "count")],
    [report.trials ? "failure" : report.non_event,
      computed(report.sum_weights - report.event_weight, "sum_weights - event_weight", "count")]];
  rows.push(["All", figure(report, "sum_weights", "count")],
    ["Rows read", figure(report, "rows_read", "count")],
    ["Rows used", figure(report, "rows_used", "count")],
    ["Number of observations (nobs)", figure(report, "nobs", "count")]);
  const what = hasClasses(report) ? `Response ${report.target}`
    : report.trials
      ? `Probability modeled is that of a success, ${report.target} of ${report.trials}`
      : `Probability modeled is ${report.target} = ${report.event}`;
  return {title: "Response profile", rows: rows.length,
    make: () => listed(what,
      ["Response", report.weights ? "Total weight" : "Total frequency"], rows)};
}

export function fitStatistics(report: Report): Block {
  const f = (path: string, style: Style = six) => figure(report, path, style);
  const minusTwice = (path: string) => {
    const value = numberAt(report, path);
    return value === null ? f(path) : computed(-2 * value, `-2 * ${path}`, six);
  };
  const nothing = report.null_model === "offset" ? "No terms" : "Intercept only";
  const covariates = report.intercept ? "intercept and covariates" : "covariates alone";
  const rows: Row[] = [
    ["Log likelihood", f("null_log_likelihood"), f("log_likelihood")],
    ["\u22122 Log L", minusTwice("null_log_likelihood"), minusTwice("log_likelihood")],
    ["Deviance", f("null_deviance"), f("deviance")],
    ["Degrees of freedom of the deviance", f("df_null", "count"), f("df_residual", "count")],
    ["AIC", null, f("aic")], ["SC (BIC)", null, f("bic")],
    ["R2 (Cox and Snell; SAS: R-Square)", null, f("r2.cox_snell", four)],
    ["R2 (Nagelkerke; SAS: Max-rescaled, rms: R2)", null, f("r2.nagelkerke", four)],
    ["R2 (McFadden; Stata: Pseudo R2)", null, f("r2.mcfadden", four)],
    ["R2 (Tjur)", null, f("r2.tjur", four)],
  ];
  return {title: "Model fit statistics", rows: rows.length, make: () => listed(
    `${nothing} against ${covariates}`,
    ["Criterion", nothing, covariates[0]!.toUpperCase() + covariates.slice(1)], rows)};
}

export function globalTests(report: Report): Block | null {
  const tests = report.tests;
  if (!tests || tests.likelihood_ratio.statistic === null && tests.wald.statistic === null) {
    return null;
  }
  const row = (name: string, path: string): Row => [name, figure(report, `${path}.statistic`, four),
    figure(report, `${path}.df`, "count"), figure(report, `${path}.p_value`, "p")];
  const rows = [row("Likelihood ratio", "tests.likelihood_ratio"), row("Score", "tests.score"),
    row("Wald", "tests.wald")];
  return {title: "Testing global null hypothesis: BETA=0", rows: 3, make: () => listed(
    "Do the columns together say anything?",
    ["Test", "Chi-square", "DF", "Pr > ChiSq"], rows)};
}

export function jointTests(report: Report): Block | null {
  const tests = report.joint_tests ?? [];
  if (tests.length === 0) return null;
  const f = (k: number, member: string, style: Style) =>
    figure(report, `joint_tests.${k}.${member}`, style);
  const hasRatio = tests.some((test) => test.lr_chi2 !== null);
  const columns: Column[] = [
    {head: "Effect", cell: (k) => name(tests[k]!.column)},
    {head: "DF", cell: (k) => f(k, "df", "count")},
    {head: "Wald chi-square", cell: (k) => f(k, "wald_chi2", four)},
    {head: "Pr > ChiSq", cell: (k) => f(k, "wald_p_value", "p")},
  ];
  if (hasRatio) {
    columns.push({head: "LR chi-square", cell: (k) => f(k, "lr_chi2", four)},
      {head: "Pr > ChiSq", cell: (k) => f(k, "lr_p_value", "p")});
  }
  return {title: "Type 3 analysis of effects (rms: anova)", rows: tests.length,
    make: () => table("All terms of a column together", tests.length, columns)};
}

const limitWords: Record<string, string> = {
  "+inf": "+\u221e", "-inf": "\u2212\u221e", undetermined: "any",
};

const label = (term: Term) => name(term.outcome === undefined ? term.term
  : `${term.outcome}: ${term.term}`);

export function estimates(report: Report): Block | null {
  const {terms} = report;
  if (terms.every((term) => term.estimate === null && !term.limit)) return null;
  const f = (k: number, name: string, style: Style) => figure(report, `terms.${k}.${name}`, style);
  const title = report.firth ? "Analysis of penalized maximum likelihood estimates"
    : "Analysis of maximum likelihood estimates";
  return {title, rows: terms.length, make: () =>
    table("Log-odds; rms: Coef, S.E., Wald Z, Pr(>|Z|)", terms.length, [
      {head: "Parameter", cell: (k) => label(terms[k]!)},
      {head: "Estimate", cell: (k) => terms[k]!.limit ? limitWords[terms[k]!.limit!]
        : f(k, "estimate", six)},
      {head: "Standard error", cell: (k) => f(k, "std_error", four)},
      {head: "Wald z", cell: (k) => f(k, "statistic", {fixed: 2})},
      {head: "Pr > |z|", cell: (k) => f(k, "p_value", "p")},
      {head: `${report.level}% lower`, cell: (k) => f(k, "conf_low", four)},
      {head: "upper", cell: (k) => f(k, "conf_high", four)},
      {head: "Estimate \u00d7 s.d.", cell: (k) => f(k, "standardised", four)},
    ])};
}

export function oddsRatios(report: Report): Block | null {
  const indices = report.terms.flatMap((term, k) =>
    (!isIntercept(term) && (term.odds_ratio !== null || term.limit) ? [k] : []));
  if (indices.length === 0) return null;
  const f = (k: number, name: string) => figure(report, `terms.${indices[k]!}.${name}`, four);
  const limit = (k: number) => report.terms[indices[k]!]!.limit;
  const words: Record<string, string> = {"+inf": "\u221e", "-inf": "0", undetermined: "any"};
  const kind = report.interval === "profile" ? "profile likelihood" : "Wald";
  return {title: "Odds ratio estimates", rows: indices.length, make: () =>
    table(`Point estimates and ${report.level}% ${kind} confidence limits`, indices.length, [
      {head: "Effect", cell: (k) => label(report.terms[indices[k]!]!)},
      {head: "Point estimate", cell: (k) => limit(k) ? words[limit(k)!] : f(k, "odds_ratio")},
      {head: "Lower limit", cell: (k) => f(k, "odds_ratio_low")},
      {head: "Upper limit", cell: (k) => f(k, "odds_ratio_high")},
    ])};
}
