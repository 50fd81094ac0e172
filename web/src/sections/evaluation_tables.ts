// SPDX-License-Identifier: Apache-2.0
//
// The tables of the evaluation under the names of PROC LOGISTIC and of rms: association,
// discrimination and calibration (val.prob), classification table, gains.
import {table} from "../chart";
import {computed, figure, type Style} from "../figures";
import type {Report} from "../data";
import {listed, type Block} from "./fit_tables";

const four: Style = {significant: 4};

export function association(report: Report): Block | null {
  if (report.evaluation?.auc === undefined) return null;
  const f = (name: string, style: Style = four) => figure(report, `evaluation.${name}`, style);
  return {title: "Association of predicted probabilities and observed responses", rows: 9,
    make: () => listed("Pairs of an event and another; rms: Rank Discrim. Indexes",
      ["Measure", "Value"], [
        ["Concordant pairs", f("concordant_pairs", "count")],
        ["Discordant pairs", f("discordant_pairs", "count")],
        ["Tied pairs", f("tied_pairs", "count")],
        ["c (AUC)", f("auc")], ["Standard error of c (DeLong)", f("auc_std_error")],
        ["Somers\u2019 D (Gini, Dxy)", f("somers_d")], ["Gamma", f("gamma")],
        ["Tau-a", f("tau_a")], ["Kolmogorov\u2013Smirnov", f("kolmogorov_smirnov")],
      ])};
}

export function validation(report: Report): Block | null {
  const e = report.evaluation;
  if (!e || e.auc === undefined) return null;
  const f = (name: string, style: Style = four) => figure(report, `evaluation.${name}`, style);
  return {title: "Discrimination and calibration (rms: val.prob)", rows: 14,
    make: () => listed("At the threshold 0.5 unless another was asked for", ["Figure", "Value"], [
      ["Brier (B)", f("brier")], ["Log-loss", f("log_loss")],
      ["Log-loss of the base rate", f("base_rate_log_loss")],
      ["Intercept", f("calibration_intercept")], ["Slope", f("calibration_slope")],
      ["Emax", f("calibration_errors.largest")], ["E90", f("calibration_errors.percentile_90")],
      ["Eavg", f("calibration_errors.mean")], ["Spiegelhalter S:z", f("spiegelhalter_z")],
      ["S:p", f("spiegelhalter_p_value", "p")], ["Average precision", f("average_precision")],
      ["Threshold", f("threshold")], ["Accuracy", f("accuracy")],
      ["Sensitivity (recall)", f("sensitivity")], ["Specificity", f("specificity")],
      ["Precision", f("precision")], ["Matthews correlation", f("matthews")],
    ])};
}

// SAS calls each row by the probability of the model without it.
export function classification(report: Report): Block | null {
  const rows = report.diagnostics?.classification ?? [];
  if (rows.length === 0) return null;
  const f = (k: number, name: string) =>
    figure(report, `diagnostics.classification.${k}.${name}`, "count");
  const share = (right: "true_positives" | "true_negatives",
    wrong: "false_negatives" | "false_positives") => (k: number) =>
    computed(rows[k]![right] / (rows[k]![right] + rows[k]![wrong]),
      `${right} / (${right} + ${wrong})`, {percent: 1});
  return {title: "Classification table", rows: rows.length, make: () => table(
    "Each row is called by the probability of the model without it", rows.length, [
      {head: "Prob level", cell: (k) => figure(report, `diagnostics.classification.${k}.threshold`,
        {significant: 3})},
      {head: "Correct event", cell: (k) => f(k, "true_positives")},
      {head: "Correct non-event", cell: (k) => f(k, "true_negatives")},
      {head: "Incorrect event", cell: (k) => f(k, "false_positives")},
      {head: "Incorrect non-event", cell: (k) => f(k, "false_negatives")},
      {head: "Sensitivity", cell: share("true_positives", "false_negatives")},
      {head: "Specificity", cell: share("true_negatives", "false_positives")},
    ])};
}

export function gains(report: Report): Block | null {
  const groups = report.evaluation?.curves?.gains ?? [];
  if (groups.length === 0) return null;
  const f = (k: number, name: string, style: Style) =>
    figure(report, `evaluation.curves.gains.${k}.${name}`, style);
  return {title: "Gains (deciles, lift)", rows: groups.length, make: () =>
    table("Tenths of the rows, the most probable first", groups.length, [
      {head: "Group", cell: (k) => String(k + 1)},
      {head: "Total", cell: (k) => f(k, "nobs", "count")},
      {head: "Events", cell: (k) => f(k, "events", "count")},
      {head: "Expected", cell: (k) => f(k, "expected", four)},
      {head: "Lowest probability", cell: (k) => f(k, "lowest", {fixed: 4})},
      {head: "Highest", cell: (k) => f(k, "highest", {fixed: 4})},
      {head: "Share of events so far", cell: (k) => f(k, "cumulative_share", {percent: 1})},
      {head: "Lift so far", cell: (k) => f(k, "lift", {fixed: 2})},
    ])};
}
