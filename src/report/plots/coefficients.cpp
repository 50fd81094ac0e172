// SPDX-License-Identifier: Apache-2.0
//
// A forest plot: exp(estimate) of each term with its limits, on a log axis with a line at 1. Of
// many terms the largest by |z|, without standard errors by |estimate| times standard deviation.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/plots/figures.hpp"
#include "report/sparse_terms.hpp"
#include "report/summary_words.hpp"

namespace odds::report::plots {
namespace {

constexpr std::size_t most_rows = 40;
constexpr double beyond_double = 709;  // exp() of more is no double

double decades(double log_odds) { return log_odds / std::numbers::ln10; }

double importance(const Term& term) {
  if (!term.limit.empty()) return std::numeric_limits<double>::infinity();
  for (const double size : {term.statistic, term.standardised, term.estimate}) {
    if (!std::isnan(size)) return std::fabs(size);
  }
  return 0.0;
}

struct Selection {
  std::vector<Term> terms;  // in the order of the model
  std::size_t left_out = 0;
  std::size_t zeros = 0;  // of a penalty
};

Selection select(const FittedModel& model) {
  Selection result;
  std::vector<Term> candidates;
  for (const Term& term : model.terms) {
    if (term.column.empty() && term.term == "(Intercept)") continue;
    if (model.is_penalised() && term.estimate == 0.0) {
      ++result.zeros;
    } else {
      candidates.push_back(term);
    }
  }
  std::vector<std::size_t> order(candidates.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return importance(candidates[a]) > importance(candidates[b]);
  });
  order.resize(std::min(order.size(), most_rows));
  std::sort(order.begin(), order.end());
  for (const std::size_t k : order) result.terms.push_back(std::move(candidates[k]));
  result.left_out = candidates.size() - result.terms.size();
  if (model.sparse.columns.size() > most_rows) {
    result.left_out += model.sparse.columns.size() - most_rows;
  }
  return result;
}

std::string ratio(double log_odds, int digits) {
  if (std::isnan(log_odds)) return "?";
  if (std::isinf(log_odds)) return log_odds > 0 ? "inf" : "0";
  if (std::fabs(log_odds) > beyond_double) return log_odds > 0 ? ">1e308" : "<1e-308";
  const double value = std::exp(log_odds);
  if (value < 0.01 || value >= 1e5) return rounded(value, 3);
  return fmt::format("{:.{}f}", value, std::max(digits, value < 0.1 ? 3 : 2));
}

// As many decimals as show the width of the interval, or the distance from 1.
int ratio_digits(const Term& term) {
  const double low = std::exp(term.conf_low), high = std::exp(term.conf_high);
  const double size =
      std::isfinite(high - low) ? high - low : std::fabs(std::exp(term.estimate) - 1);
  int digits = 2;
  while (digits < 6 && size < 2 * std::pow(10.0, -digits)) ++digits;
  return digits;
}

std::string value_words(const Term& term) {
  if (term.limit == "undetermined") return "any";
  if (!term.limit.empty()) return term.limit == "+inf" ? "inf" : "0";
  const int digits = ratio_digits(term);
  std::string words = ratio(term.estimate, digits);
  if (std::isnan(term.conf_low) && std::isnan(term.conf_high)) return words;
  return fmt::format("{} ({} to {})", words, ratio(term.conf_low, digits),
                     ratio(term.conf_high, digits));
}

Mark mark_of(const Term& term, std::size_t row) {
  Mark mark;
  mark.at = {decades(term.estimate), static_cast<double>(row)};
  if (term.limit == "+inf") mark.at.x = std::numeric_limits<double>::infinity();
  if (term.limit == "-inf") mark.at.x = -std::numeric_limits<double>::infinity();
  if (!term.limit.empty()) return mark;
  mark.left = decades(term.conf_low);
  mark.right = decades(term.conf_high);
  return mark;
}

// All estimates, and limits as far as they do not dwarf them: the axis reaches beyond the estimates
// by their own extent at most (or by a factor of 10); limits farther out are arrows.
Axis ratio_axis(const std::vector<Mark>& marks) {
  Extent estimates, limits;
  estimates.add(0.0);
  for (const Mark& mark : marks) estimates.add(mark.at.x);
  const double room = std::max(estimates.high() - estimates.low(), 1.0);
  limits.add(estimates.low());
  limits.add(estimates.high());
  for (const Mark& mark : marks) {
    for (const double end : {mark.left, mark.right}) {
      if (std::isfinite(end)) {
        limits.add(std::clamp(end, estimates.low() - room, estimates.high() + room));
      }
    }
  }
  Axis axis = axis_over("Odds ratio (log scale)", limits, 0.1);
  const double margin = 0.02 * (axis.high - axis.low);
  axis.low -= margin;
  axis.high += margin;
  axis.is_log = true;
  return axis;
}

void add_notes(const FittedModel& model, const Selection& selection, Figure& figure) {
  if (selection.left_out > 0) {
    figure.notes.push_back(fmt::format(
        "The {} largest by {}; {} left out.", selection.terms.size(),
        has_std_errors(model) ? "|z|" : "size per standard deviation",
        selection.left_out == 1 ? "1 term is" : grouped(selection.left_out) + " terms are"));
  }
  if (selection.zeros > 0) {
    figure.notes.push_back(
        fmt::format("{} 0 and left out.", selection.zeros == 1
                                              ? "1 coefficient is"
                                              : grouped(selection.zeros) + " coefficients are"));
  }
  for (const std::string& sentence : {no_errors_sentence(model), reference_sentence(model)}) {
    if (!sentence.empty()) figure.notes.push_back(sentence);
  }
}

}  // namespace

Figure coefficients_figure(const Report& report) {
  if (report.model == nullptr) refuse_plot("a plot of coefficients needs a model.", "Fit one.");
  if (report.model->network.is_used()) {
    refuse_plot("a network has weights between its units and no odds ratios.",
                "Use \"odds report MODEL DATA\" for the effect of each column, or \"odds explain "
                "MODEL DATA --row N\" for one row.");
  }
  const FittedModel model = with_largest(*report.model, most_rows);
  const Selection selection = select(model);
  if (selection.terms.empty()) {
    refuse_plot("the model has no coefficient but the intercept.",
                "Fit one with features, or with a smaller penalty.");
  }
  Figure figure;
  Panel panel;
  std::string outcome;
  bool any_limits = false;
  for (const Term& term : selection.terms) {
    if (term.outcome != outcome) panel.rows.push_back({printable(term.outcome), "", true});
    outcome = term.outcome;
    panel.marks.push_back(mark_of(term, panel.rows.size()));
    panel.rows.push_back({printable(term.term), value_words(term), false});
    any_limits = any_limits || !std::isnan(term.conf_low) || !std::isnan(term.conf_high);
  }
  panel.x = ratio_axis(panel.marks);
  panel.y.low = -0.5;
  panel.y.high = static_cast<double>(panel.rows.size()) - 0.5;
  panel.rules.push_back({0.0, ""});
  figure.title = "Odds ratios of " + event_sentence(RowFacts(model));
  figure.subtitle = "Per unit of a number, and against the reference level of a category";
  if (any_limits) {
    figure.subtitle += fmt::format("; {:g}% limits{}", model.level,
                                   model.interval == "profile" ? " by the profile likelihood" : "");
  }
  figure.subtitle += ".";
  figure.description = figure.title +
                       ": a row for each term, a point at its odds ratio on a log "
                       "axis, the dotted line at 1. " +
                       figure.subtitle;
  figure.panels.push_back(std::move(panel));
  add_notes(model, selection, figure);
  return figure;
}

}  // namespace odds::report::plots
