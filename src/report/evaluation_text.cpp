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

std::string interval_text(const ModelEvaluation& evaluation) {
  if (std::isnan(evaluation.auc_low)) return "";
  return fmt::format("{}% interval {} to {} (DeLong)", rounded(evaluation.level, 6),
                     decimals(evaluation.auc_low), decimals(evaluation.auc_high));
}

void put_figures(const ModelEvaluation& evaluation, Page& page) {
  page.heading("Losses and ranks");
  page.figure("Log-loss", decimals(evaluation.log_loss),
              decimals(evaluation.base_rate_log_loss) + " with the base rate for every row");
  page.figure("Brier score", decimals(evaluation.brier), "mean squared error of the probabilities");
  page.figure("AUC", decimals(evaluation.auc), interval_text(evaluation));
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

void put_calibration(const ModelEvaluation& evaluation, Page& page) {
  page.heading("Calibration");
  put_figure("Intercept", evaluation.calibration_intercept, "; 0 is right on average", page);
  put_figure("Slope", evaluation.calibration_slope, "; below 1 is overconfident", page);
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

void put_hosmer_lemeshow(const ModelEvaluation& evaluation, Page& page) {
  const HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  page.heading("Hosmer-Lemeshow test");
  if (std::isfinite(test.statistic)) {
    page.line(fmt::format("  chi2({}) = {}, {}", test.df, report::figure(test.statistic),
                          report::p_sentence(test.p_value)));
  }
  constexpr std::size_t width = 13;
  page.row({"lowest p", "highest p", "observations", "events", "expected"}, width);
  for (const HosmerLemeshowGroup& group : test.groups) {
    page.row({decimals(group.lowest), decimals(group.highest), amount(group.nobs),
              amount(group.observed), report::figure(group.expected)},
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
  page.notes(evaluation.notes);
  return page.text();
}

}  // namespace odds
