// SPDX-License-Identifier: Apache-2.0
//
// A fitted model in full tables, in the order and with the names of SAS's PROC LOGISTIC: response
// profile, class level information, fit statistics, global tests, type 3 tests, estimates, odds
// ratios.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/aligned_table.hpp"
#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/summary_words.hpp"

namespace odds {
namespace report {
namespace {

std::string cell(double value, int decimals) {
  return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, decimals);
}

// Five significant digits, four decimals at most.
NumberColumn column_of(const std::vector<double>& values) { return {values, 5, 4}; }

std::string response_profile(const FittedModel& model, const TextOptions& options) {
  std::vector<TableRow> rows;
  const auto add = [&](const std::string& name, double count, double weight) {
    rows.push_back({name, {std::isnan(count) ? "-" : amount(count), amount(weight)}});
  };
  for (std::size_t k = 0; k < model.classes.size(); ++k) {
    add(model.classes[k], not_applicable, model.class_weights[k]);
  }
  if (model.classes.empty()) {
    add(model.event.empty() ? "success" : model.event, model.event_nobs, model.event_weight);
    add(model.non_event.empty() ? "failure" : model.non_event, model.nobs - model.event_nobs,
        model.sum_weights - model.event_weight);
  }
  return aligned_table({"Response profile: " + model.target, {"total frequency", "total weight"}},
                       std::move(rows), options);
}

bool has_term(const FittedModel& model, const std::string& column, const std::string& level) {
  return std::any_of(model.terms.begin(), model.terms.end(), [&](const Term& term) {
    return term.column == column && term.level == level;
  });
}

std::string class_levels(const FittedModel& model, const TextOptions& options) {
  constexpr std::size_t most_shown = 40;
  std::vector<TableRow> rows;
  for (const ColumnEncoding& column : model.columns) {
    if (column.kind == ColumnKind::number) continue;
    const bool is_boolean = column.kind == ColumnKind::boolean;
    const std::vector<std::string> levels =
        is_boolean ? std::vector<std::string>{"false", "true"} : column.levels;
    const std::string reference = is_boolean ? "false" : column.reference;
    for (const std::string& level : levels) {
      const std::string part = has_term(model, column.name, level) ? "term"
                               : level == reference                ? "reference"
                                                                   : "left out";
      rows.push_back({column.name + " = " + level, {part}});
    }
  }
  if (rows.empty()) return "";
  const std::size_t count = rows.size();
  if (count > most_shown) rows.resize(most_shown);
  std::string out =
      aligned_table({"Class level information", {"design"}}, std::move(rows), options);
  if (count > most_shown) out += "  … and " + counted(count - most_shown, "more level") + "\n";
  return out;
}

// Against a model of the intercept alone, or of no coefficient at all.
std::string fit_statistics(const FittedModel& model, const TextOptions& options) {
  if (std::isnan(model.log_likelihood)) return "";
  const double null = -2 * model.null_log_likelihood;
  const bool has_constant = model.null_model == "intercept";
  const double parameters =
      has_constant ? std::max<double>(1, static_cast<double>(model.classes.size()) - 1) : 0;
  const bool has_criteria = std::isfinite(model.aic);
  const NumberColumn format({null, -2 * model.log_likelihood, model.aic, model.bic}, 8, 4);
  const auto criterion = [&](const char* name, double before, double after) {
    return TableRow{name, {format.format(before), format.format(after)}};
  };
  std::vector<TableRow> rows;
  if (has_criteria) {
    rows.push_back(criterion("AIC", null + 2 * parameters, model.aic));
    rows.push_back(criterion("SC (BIC)", null + parameters * std::log(model.nobs), model.bic));
  }
  rows.push_back(criterion("-2 Log L", null, -2 * model.log_likelihood));
  return aligned_table({"Model fit statistics",
                        {has_constant ? "intercept only" : "no coefficient", "with covariates"}},
                       std::move(rows), options);
}

std::string global_tests(const FittedModel& model, const TextOptions& options) {
  const GlobalTests& tests = model.tests;
  std::vector<TableRow> rows;
  const std::vector<double> values = {tests.likelihood_ratio.statistic, tests.score.statistic,
                                      tests.wald.statistic};
  const NumberColumn format = column_of(values);
  const auto add = [&](const char* name, const ChiSquareTest& test) {
    if (!std::isfinite(test.statistic)) return;
    rows.push_back(
        {name, {format.format(test.statistic), std::to_string(test.df), p_value(test.p_value)}});
  };
  add("Likelihood ratio", tests.likelihood_ratio);
  add("Score", tests.score);
  add("Wald", tests.wald);
  if (rows.empty()) return "";
  return aligned_table({"Global null hypothesis: beta = 0", {"chi-square", "df", "p"}},
                       std::move(rows), options);
}

std::string type_3_tests(const FittedModel& model, const TextOptions& options) {
  std::vector<double> values;
  for (const JointTest& test : model.joint_tests) values.push_back(test.wald_chi2);
  const NumberColumn format = column_of(values);
  std::vector<TableRow> rows;
  for (const JointTest& test : model.joint_tests) {
    if (std::isnan(test.wald_chi2)) continue;
    rows.push_back(
        {test.column,
         {std::to_string(test.df), format.format(test.wald_chi2), p_value(test.wald_p_value)}});
  }
  if (rows.empty()) return "";
  return aligned_table({"Type 3 analysis of effects", {"df", "Wald chi-square", "p"}},
                       std::move(rows), options);
}

std::string term_name(const Term& term) {
  return term.outcome.empty() ? term.term : term.outcome + ": " + term.term;
}

std::string estimates(const FittedModel& model, const TextOptions& options) {
  std::vector<double> values, errors, squares;
  for (const Term& term : model.terms) {
    values.push_back(term.estimate);
    errors.push_back(term.std_error);
    squares.push_back(term.statistic * term.statistic);
  }
  const NumberColumn value(values, 5), error(errors, 5), square = column_of(squares);
  std::vector<TableRow> rows;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const Term& term = model.terms[t];
    rows.push_back(
        {term_name(term),
         {term.limit.empty() ? value.format(term.estimate) : term.limit,
          error.format(term.std_error), square.format(squares[t]),
          std::isnan(term.p_value) ? "" : p_value(term.p_value), cell(term.standardised, 4)}});
  }
  if (rows.empty()) return "";
  return aligned_table(
      {"Likelihood estimates", {"estimate", "std. error", "chi-square", "p", "per s.d."}},
      std::move(rows), options);
}

// "class 2nd vs 1st", "age"
std::string odds_ratio_name(const FittedModel& model, const Term& term) {
  std::string name = term.column;
  if (!term.level.empty()) {
    name += " " + term.level;
    for (const ColumnEncoding& column : model.columns) {
      if (column.name != term.column) continue;
      const std::string reference = column.kind == ColumnKind::boolean ? "false" : column.reference;
      if (!reference.empty()) name += " vs " + reference;
    }
  }
  return term.outcome.empty() ? name : term.outcome + ": " + name;
}

std::string odds_ratios(const FittedModel& model, const TextOptions& options) {
  std::vector<double> values;
  for (const Term& term : model.terms) {
    if (term.column.empty()) continue;
    values.insert(values.end(), {term.odds_ratio, term.odds_ratio_low, term.odds_ratio_high});
  }
  const NumberColumn format(values, 6, 4);
  std::vector<TableRow> rows;
  for (const Term& term : model.terms) {
    if (term.column.empty() || std::isnan(term.odds_ratio)) continue;
    rows.push_back({odds_ratio_name(model, term),
                    {format.format(term.odds_ratio), format.format(term.odds_ratio_low),
                     format.format(term.odds_ratio_high)}});
  }
  if (rows.empty()) return "";
  const std::string level = rounded(model.level, 6) + "%";
  return aligned_table({"Odds ratio estimates", {"point", level + " low", level + " high"}},
                       std::move(rows), options);
}

}  // namespace
}  // namespace report

std::string text_tables(const FittedModel& model, const TextOptions& options) {
  const report::RowFacts facts(model);
  std::string out =
      report::Style(options.colour)
          .bold(report::clip(model.classes.empty()
                                 ? "Probability modelled: " + report::event_sentence(facts)
                                 : "Probabilities modelled: " + report::printable(model.target),
                             options.width)) +
      "\n";
  out += report::wrap(report::rows_sentence(facts), options.width);
  out += report::wrap(report::convergence_sentence(model), options.width);
  out += report::response_profile(model, options) + report::class_levels(model, options) +
         report::fit_statistics(model, options) + report::global_tests(model, options) +
         report::type_3_tests(model, options);
  if (model.network.is_used()) return out;
  return out + report::estimates(model, options) + report::odds_ratios(model, options);
}

}  // namespace odds
