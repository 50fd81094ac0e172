// SPDX-License-Identifier: Apache-2.0
//
// The questions that decide whether a model may be trusted, each with an answer in words and a
// state. Rules of thumb: ten events, and ten others, for a coefficient (Peduzzi et al. 1996);
// AUC 0.7 acceptable, 0.8 good (Hosmer, Lemeshow and Sturdivant 2013, section 5.2.4); a test on new
// data wants a hundred of each (Vergouwe et al. 2005).
import type {Child} from "../dom";
import {figure, interval, numberAt} from "../figures";
import type {Evaluation, Report} from "../data";
import {
  eventWords, fileName, hasClasses, isNetwork, isPenalised, isShrunk, lossWords,
} from "../words";

export type State = "good" | "caution" | "bad" | "unknown";
export interface Check { question: string; state: State; answer: Child[] }

const isApproximate = (report: Report) => ["sgd", "adam"].includes(report.solver);

export function optimum(report: Report): Check {
  const question = "Is the fit finished?";
  const {certificate, converged, separated} = report;
  const steps = [" (", figure(report, "iterations", "count"), " steps of ", report.solver, ")"];
  if (separated) {
    return {question, state: "caution", answer: ["As far as it can be: the columns tell the " +
      "outcomes apart without error, so some coefficients have no finite value (separation)."]};
  }
  if (isNetwork(report)) {
    return {question, state: converged ? "good" : "caution", answer: converged
      ? ["Yes: training came to rest", ...steps, ". A network may have better resting places; " +
        "none can be proved the best."]
      : ["Training ended at its budget or early", ...steps, ". That is usual for a network; " +
        "there is no proof that it could not be better."]};
  }
  if (!converged) {
    return {question, state: isApproximate(report) ? "caution" : "bad", answer: [
      "No. The fit stopped before its optimum", ...steps, `: ${stopWords(report.stop_reason)}. ` +
      "These coefficients are the best that were found, not the right ones." +
      (report.stop_reason === "max_iterations" ? " Raise --max-iterations." : "")]};
  }
  const proof: Child[] = certificate.max_error_in_se !== null && !isPenalised(report)
    ? ["Every coefficient is within ",
      figure(report, "certificate.max_error_in_se", {significant: 1}),
      " of its standard error of the exact one."]
    : certificate.objective_gap !== null
      ? [`No other coefficients lower the ${lossWords(report)} by more than `,
        figure(report, "certificate.objective_gap", {significant: 1}), "."] : [];
  return {question, state: "good", answer: ["Yes, with a proof (converged). ", ...proof]};
}

export function stopWords(reason: string): string {
  const words: Record<string, string> = {
    gradient: "the gradient came to rest", decrement: "another step would change nothing",
    gap: "the distance to the optimum was proved small", budget: "its budget was spent",
    max_iterations: "the largest number of steps was reached",
    line_search: "no step made it better", separation: "the data are separated",
    interrupted: "it was interrupted", patience: "the validation rows stopped improving",
    no_minimum: "the loss tends to 0 for ever", diverged: "the loss grew without bound",
  };
  return words[reason] ?? reason;
}

export function size(report: Report): Check {
  const question = "Are there enough data?";
  const rows: Child[] = [figure(report, "rows_used", "count"), " rows"];
  if (report.rows_used !== report.rows_read) {
    rows.push(" of ", figure(report, "rows_read", "count"), " read");
  }
  if (hasClasses(report)) {
    return {question, state: "unknown", answer: [...rows, " in ",
      figure(report, "classes.length", "count"), " classes."]};
  }
  // Weights are no counts of rows.
  if (report.weights && report.event_nobs == null) {
    return {question, state: "unknown", answer: [...rows, "."]};
  }
  const path = report.event_nobs == null ? "event_weight" : "event_nobs";
  const events = report[path] as number;
  const rarer = Math.min(events, report.nobs - events);
  const coefficients = report.df_model ?? report.terms.length;
  rows.push(", ", ...(report.trials ? [figure(report, "nobs", "count"), " trials, "] : []),
    figure(report, path, "count"), ` with ${eventWords(report)}`);
  if (isPenalised(report) || isNetwork(report)) {
    return {question, state: "unknown", answer: [...rows, "."]};
  }
  const state = rarer >= 10 * coefficients ? "good" : rarer >= 5 * coefficients ? "caution" : "bad";
  const advice = state === "good" ? "; more than ten of each outcome for every coefficient."
    : state === "caution" ? "; fewer than ten of the rarer outcome for every coefficient, the " +
      "usual minimum: expect it to do worse on new data."
      : "; fewer than five of the rarer outcome for every coefficient: the estimates follow " +
        "chance, and the model will do worse on new data. Use fewer columns, or a penalty.";
  return {question, state, answer: [...rows, advice]};
}

export function tested(report: Report): Check {
  const question = "Was it tested on new data?";
  const e = report.evaluation;
  if (!e) {
    return {question, state: "unknown", answer: ["It was not tested at all: this report holds " +
      "the model only."]};
  }
  if (e.is_fit_data) {
    return {question, state: "caution", answer: ["No. What follows was measured on the rows that " +
      "the model was fitted to, where every model looks better than it is."]};
  }
  const few = 100;
  // Weights are no counts of rows, and the evaluation has no others.
  const isRough = !hasClasses(report) && e.weights == null &&
    Math.min(e.event_weight, e.sum_weights - e.event_weight) < few;
  return {question, state: isRough || e.unscored > 0 ? "caution" : "good", answer: [
    isRough ? "Roughly, on " : "Yes, on ", figure(report, "evaluation.rows", "count"),
    ` ${e.rows === 1 ? "row" : "rows"} of ${e.source ? fileName(e.source) : "another table"}.`,
    isRough ? ` Fewer than ${few} with the event, or without it, are too few to be sure.` : "",
    ...(e.unscored > 0
      ? [" Without a probability, and left out: ", figure(report, "evaluation.unscored", "count"),
        "."] : [])]};
}

// With one outcome alone there is nothing to tell apart.
const hasBoth = ({base_rate: share}: Evaluation) => share !== null && share > 0 && share < 1;

export function aucWords(auc: number, low: number | null): string {
  if (auc < 0.5) return "worse than chance";
  if (low !== null && low <= 0.5) return "not clearly better than chance";
  if (auc < 0.7) return "weakly";
  if (auc < 0.8) return "acceptably";
  return auc < 0.9 ? "well" : "very well";
}

const isWorse = ({log_loss: loss, base_rate_log_loss: base}: Evaluation) =>
  loss !== null && base !== null && loss > base;

// Probabilities that rank rows well may still be worse than one for all: wrong on the whole, or too
// extreme. That is a fault of calibration, which can be corrected. Without an AUC the two can't be
// told apart.
export const needsCorrection = ({evaluation: e}: Report) => e?.auc != null && isWorse(e);

function lossParts(report: Report): Child[] {
  return ["Its mean surprise at what happened (log-loss) is ",
    figure(report, "evaluation.log_loss", {fixed: 3}), ", against ",
    figure(report, "evaluation.base_rate_log_loss", {fixed: 3}),
    ...(hasClasses(report) ? [" for telling everybody the share of each class. "]
      : [" for telling everybody the overall share, ",
        figure(report, "evaluation.base_rate", {percent: 1}), " (the base rate). "])];
}

export function tellsApart(report: Report): Check | null {
  const e = report.evaluation;
  if (!e || !hasClasses(report) && !hasBoth(e)) return null;
  const question = "Does it tell the outcomes apart?";
  const hasLoss = e.log_loss !== null && e.base_rate_log_loss !== null;
  if (e.auc == null) {
    if (!hasLoss) return null;
    const better = e.log_loss! < e.base_rate_log_loss!;
    return {question, state: better ? "good" : "bad",
      answer: [better ? "Yes. " : "No. ", ...lossParts(report)]};
  }
  const words = aucWords(e.auc, e.auc_low ?? null);
  const state = words.includes("chance") ? "bad"
    : words.endsWith("well") || words === "acceptably" ? "good" : "caution";
  return {question, state, answer: [
    state === "bad" ? `No: ${words}. ` : `${words[0]!.toUpperCase()}${words.slice(1)}. `,
    "Of a row with the event and one without, it gives the first the higher probability in ",
    figure(report, "evaluation.auc", {percent: 0}), " of pairs (AUC ",
    figure(report, "evaluation.auc", {fixed: 2}), ...(e.auc_low == null ? [] : [", limits ",
      interval(report, "evaluation.auc_low", "evaluation.auc_high", {fixed: 2})]), "). ",
    ...(hasLoss && !isWorse(e) ? lossParts(report) : [])]};
}

// A p-value in a sentence.
export const pWords = (report: Report, path: string): Child[] =>
  [(numberAt(report, path) ?? 1) < 0.001 ? "p\u00a0" : "p\u00a0=\u00a0", figure(report, path, "p")];

// With very many rows a test finds faults too small to matter: two percentage points on average
// are forgiven, five are not, whatever the test says.
function calibrationState(p: number | null, mean: number | null): State {
  const isOff = p !== null && p < 0.05;
  if (mean === null) return isOff ? "caution" : "good";
  if (mean >= 0.05) return isOff ? "bad" : "caution";
  return isOff && mean >= 0.02 ? "caution" : "good";
}

// The coefficients of such a fit are too small for its own rows, so that its probabilities lie too
// near the base rate there, and every test of calibration finds it.
export const shrinkage = "shrinkage does this on its own data; only new data can tell";
export const isShrunkHere = (report: Report) =>
  Boolean(report.evaluation?.is_fit_data) && isShrunk(report);

const calibrationQuestion = "Can its probabilities be taken at their word?";

export function calibration(report: Report): Check | null {
  const e = report.evaluation;
  if (!e || hasClasses(report) || !hasBoth(e)) return null;
  const mean = e.calibration_errors?.mean ?? null;
  const [path, name] = e.calibration_test?.p_value != null
    ? ["evaluation.calibration_test.p_value", "Test of calibration"]
    : ["evaluation.hosmer_lemeshow.p_value", "Groups by probability (Hosmer\u2013Lemeshow)"];
  const p = numberAt(report, path!);
  const worse = needsCorrection(report);
  if (mean === null && p === null && !worse) return null;
  const state = worse ? "bad" : isShrunkHere(report) ? "unknown" : calibrationState(p, mean);
  const isOff = p !== null && p < 0.05;
  const start: Child[] = worse
    ? ["No, they are worse than saying the base rate to everybody: correct them. ",
      ...lossParts(report)]
    : [state === "bad" ? "No. " : state === "caution" ? "Not everywhere. "
      : isOff ? "Nearly. " : "Yes, as far as these rows can show. "];
  const gap: Child[] = mean === null ? []
    : ["They are off by ", figure(report, "evaluation.calibration_errors.mean", {points: 1}),
      " percentage points on average, at most by ",
      figure(report, "evaluation.calibration_errors.largest", {points: 1}), ". "];
  if (state === "unknown") {
    return {question: calibrationQuestion, state, answer: [...gap,
      gap.length > 0 ? "That says little: " : "Not known: ", `${shrinkage}.`]};
  }
  const test: Child[] = p === null ? [] : [`${name}: `, ...pWords(report, path!), ". "];
  return {question: calibrationQuestion, state, answer: [
    ...start, ...gap, ...test, e.calibration_intercept_by_construction
      ? "Their average is right by construction on the fit\u2019s own data." : ""]};
}
