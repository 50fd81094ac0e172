// SPDX-License-Identifier: Apache-2.0
//
// An evaluation as a person reads it: what is evaluated on which rows, the figures, the confusion
// matrix, calibration.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/class_text.hpp"
#include "report/layout.hpp"
#include "report/loss_text.hpp"
#include "report/numbers.hpp"
#include "report/page.hpp"
#include "report/summary_words.hpp"

namespace odds {
namespace {

using report::amount;
using report::decimals;
using report::pad_left;
using report::pad_right;
using report::Page;
using report::rounded;

std::string auc_remark(const ModelEvaluation& evaluation) {
  const std::string interval =
      report::interval_text(evaluation.level, evaluation.auc_low, evaluation.auc_high);
  return interval.empty() ? interval : interval + " (DeLong)";
}

void put_figures(const ModelEvaluation& evaluation, Page& page) {
  page.heading("Losses and ranks");
  report::put_losses(evaluation, "the base rate for every row",
                     "mean squared error of the probabilities", page);
  page.figure("AUC", decimals(evaluation.auc), auc_remark(evaluation));
  const double base_rate = evaluation.event_weight / evaluation.sum_weights;
  const bool has_both = std::isfinite(evaluation.average_precision);
  page.figure("Average precision", decimals(evaluation.average_precision),
              has_both ? decimals(base_rate) + " for scores that know nothing" : "");
  page.figure("Somers' D (Gini)", decimals(evaluation.somers_d));
  page.figure("Gamma", decimals(evaluation.gamma));
  page.figure("Tau-a", decimals(evaluation.tau_a));
  page.figure("Kolmogorov-Smirnov", decimals(evaluation.kolmogorov_smirnov));
  if (!evaluation.pairs) return;
  const PairCounts& pairs = *evaluation.pairs;
  page.paragraph(
      fmt::format("Pairs of an event and another: {} concordant, {} discordant, {} tied.",
                  report::grouped(pairs.concordant), report::grouped(pairs.discordant),
                  report::grouped(pairs.tied)),
      "  ");
}

// The names of event and the other class in a table.
std::string class_name(const std::string& label, const char* otherwise) {
  constexpr std::size_t widest = 16;
  return label.empty() ? otherwise : report::clip(report::printable(label), widest);
}

void put_confusion(const ModelEvaluation& evaluation, Page& page) {
  const ConfusionMatrix& confusion = evaluation.confusion;
  const std::string event = class_name(evaluation.event, "success");
  const std::string other = class_name(evaluation.non_event, "failure");
  page.heading(fmt::format("Called {} where p >= {}", event, rounded(evaluation.threshold, 6)));
  const auto cells = [](const std::string& name, const std::string& first,
                        const std::string& second, const std::string& remark) {
    return "  " + pad_right(name, Page::name_width) + pad_left(first, 16) + "  " +
           pad_left(second, 16) + (remark.empty() ? "" : "   " + remark);
  };
  page.line(cells("", "called " + event, "called " + other, ""));
  page.line(cells(event, amount(confusion.true_positives), amount(confusion.false_negatives),
                  "sensitivity " + decimals(evaluation.sensitivity)));
  page.line(cells(other, amount(confusion.false_positives), amount(confusion.true_negatives),
                  "specificity " + decimals(evaluation.specificity)));
  page.figure("Accuracy", decimals(evaluation.accuracy));
  page.figure("Precision", decimals(evaluation.precision), "share of events among those called so");
  page.figure("Matthews", decimals(evaluation.matthews), "correlation of event and call");
}

void put_figure(const std::string& name, const CalibrationFigure& figure, const std::string& ideal,
                Page& page) {
  std::string remark;
  if (figure.by_construction) {
    remark = "by construction: an unpenalised fit on its own data";
  } else if (std::isfinite(figure.value)) {
    remark = "std. error " + decimals(figure.std_error) + ideal;
  }
  page.figure(name, decimals(figure.value), remark);
}

// val.prob's names stand beside what they mean.
void put_errors(const CalibrationErrors& errors, Page& page) {
  if (!std::isfinite(errors.mean)) return;
  page.figure("Mean error (Eavg)", decimals(errors.mean), "between calibration curve and diagonal");
  page.figure("90% below (E90)", decimals(errors.percentile_90));
  page.figure("Largest (Emax)", decimals(errors.largest));
}

void put_calibration(const ModelEvaluation& evaluation, Page& page) {
  page.heading("Calibration");
  put_figure("Intercept", evaluation.calibration_intercept, "; 0 is right on average", page);
  put_figure("Slope", evaluation.calibration_slope, "; below 1 is overconfident", page);
  const ChiSquareTest& both = evaluation.calibration_test;
  if (std::isfinite(both.statistic)) {
    page.figure("Test of both", decimals(both.statistic),
                fmt::format("chi2({}) of 0 and 1, {}", both.df, report::p_sentence(both.p_value)));
  }
  if (std::isfinite(evaluation.spiegelhalter_z)) {
    page.figure(
        "Spiegelhalter's z", decimals(evaluation.spiegelhalter_z),
        report::p_sentence(evaluation.spiegelhalter_p_value) + ": is the Brier score what p says?");
  }
  put_errors(evaluation.calibration_errors, page);
  page.line("");
  constexpr std::size_t width = 13;
  page.row({"probability", "observations", "mean p", "observed"}, width);
  for (const CalibrationBin& bin : evaluation.calibration_table) {
    if (bin.nobs == 0) continue;
    page.row({fmt::format("{:.1f} to {:.1f}", bin.low, bin.high), amount(bin.nobs),
              decimals(bin.mean_probability), decimals(bin.observed_share)},
             width);
  }
}

// The groups where curves were asked for, as a page of tables.
void put_hosmer_lemeshow(const ModelEvaluation& evaluation, Page& page) {
  const HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  if (!std::isfinite(test.statistic) && !evaluation.curves) return;
  page.heading("Hosmer-Lemeshow test");
  if (std::isfinite(test.statistic)) {
    page.line(fmt::format("  chi2({}) = {}, {}", test.df, report::figure(test.statistic),
                          report::p_sentence(test.p_value)));
  }
  if (!evaluation.curves) return;
  constexpr std::size_t width = 13;
  page.row({"lowest p", "highest p", "observations", "events", "expected"}, width);
  for (const HosmerLemeshowGroup& group : test.groups) {
    page.row({decimals(group.lowest), decimals(group.highest), amount(group.nobs),
              amount(group.observed), report::figure(group.expected)},
             width);
  }
}

void put_gains(const std::vector<GainsGroup>& groups, Page& page) {
  page.heading("Gains: tenths of the rows, the most probable first");
  constexpr std::size_t width = 10;
  page.row({"lowest p", "highest p", "rows", "events", "expected", "captured", "lift"}, width);
  for (const GainsGroup& group : groups) {
    page.row(
        {decimals(group.lowest), decimals(group.highest), amount(group.nobs), amount(group.events),
         report::figure(group.expected), decimals(group.cumulative_share), decimals(group.lift)},
        width);
  }
}

}  // namespace

std::string text_evaluation(const ModelEvaluation& evaluation, const TextOptions& options) {
  const report::RowFacts facts(evaluation);
  Page page(options);
  const std::string title = "Evaluation of " + report::event_sentence(facts);
  page.title(title);
  page.paragraph(report::rows_sentence(facts));
  if (!evaluation.by_class.empty()) {
    report::put_class_evaluation(evaluation, page);
    page.notes(evaluation.notes);
    return page.text();
  }
  put_figures(evaluation, page);
  put_confusion(evaluation, page);
  put_calibration(evaluation, page);
  put_hosmer_lemeshow(evaluation, page);
  if (evaluation.curves) put_gains(evaluation.curves->gains, page);
  page.notes(evaluation.notes);
  return page.text();
}

}  // namespace odds
