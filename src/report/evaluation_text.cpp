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

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/summary_words.hpp"

namespace odds {
namespace {

using report::amount;
using report::pad_left;
using report::pad_right;
using report::rounded;
using report::Style;
using report::wrap;

constexpr std::size_t name_width = 18;
constexpr std::size_t value_width = 10;

// Four decimals, of large values six digits; "-" for NaN.
std::string decimals(double value) {
  constexpr double large = 1e5;
  if (std::isnan(value)) return "-";
  if (std::fabs(value) >= large) return rounded(value, 6);
  const std::string text = fmt::format("{:.4f}", value);
  return text == "-0.0000" ? text.substr(1) : text;
}

class Page {
 public:
  explicit Page(const TextOptions& options) : width_(options.width), style_(options.colour) {}

  void heading(const std::string& title) { text_ += "\n" + style_.bold(title) + "\n"; }
  void line(const std::string& text) { text_ += text + "\n"; }
  void paragraph(const std::string& text, const std::string& first = "") {
    text_ += wrap(text, width_, first);
  }

  // A name, its value, and what is to be said beside it; below it where the line is full.
  void figure(const std::string& name, const std::string& value, const std::string& remark = "") {
    const std::string start =
        "  " + pad_right(name, name_width) + "  " + pad_left(value, value_width);
    if (remark.empty()) return line(start);
    text_ += wrap(remark, width_, start + "   ");
  }

  // Columns of equal widths, right aligned.
  void row(const std::vector<std::string>& cells, std::size_t width) {
    std::string text = " ";
    for (const std::string& cell : cells) text += " " + pad_left(cell, width);
    line(text);
  }

  const std::string& text() const { return text_; }

 private:
  std::size_t width_;
  Style style_;
  std::string text_;
};

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
    return "  " + pad_right(name, name_width) + pad_left(first, 16) + "  " + pad_left(second, 16) +
           (remark.empty() ? "" : "   " + remark);
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
  page.line(Style(options.colour).bold(report::clip(title, options.width)));
  page.paragraph(report::rows_sentence(facts));
  put_figures(evaluation, page);
  put_confusion(evaluation, page);
  put_calibration(evaluation, page);
  put_hosmer_lemeshow(evaluation, page);
  if (!evaluation.notes.empty()) page.heading("Notes");
  for (const Note& note : evaluation.notes) page.paragraph(report::printable(note.message), "- ");
  return page.text();
}

}  // namespace odds
