// SPDX-License-Identifier: Apache-2.0
#include "report/test_tables.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "report/aligned_table.hpp"
#include "report/layout.hpp"
#include "report/numbers.hpp"

namespace odds::report {
namespace {

constexpr int statistic_digits = 5;
constexpr int statistic_decimals = 3;

}  // namespace

std::string global_tests_table(const FittedModel& model, const TextOptions& options) {
  const GlobalTests& tests = model.tests;
  const bool is_robust = model.vce != "oim";  // the other two rest on the likelihood
  std::vector<std::pair<const char*, const ChiSquareTest*>> shown;
  if (!is_robust) shown = {{"Likelihood ratio", &tests.likelihood_ratio}, {"Score", &tests.score}};
  shown.emplace_back("Wald", &tests.wald);
  std::erase_if(shown, [](const auto& test) { return !std::isfinite(test.second->statistic); });
  if (shown.empty()) return "";
  std::vector<double> statistics;
  statistics.reserve(shown.size());
  for (const auto& [name, test] : shown) statistics.push_back(test->statistic);
  const NumberColumn format(statistics, statistic_digits, statistic_decimals);
  std::vector<TableRow> rows;
  rows.reserve(shown.size());
  for (const auto& [name, test] : shown) {
    rows.push_back(
        {name, {format.format(test->statistic), std::to_string(test->df), p_value(test->p_value)}});
  }
  return aligned_table({"Tests against the null model", {"chi-square", "df", "p"}}, rows, options);
}

std::string joint_tests_table(const FittedModel& model, const TextOptions& options) {
  constexpr std::size_t most_shown = 40;
  const bool has_ratios =
      std::any_of(model.joint_tests.begin(), model.joint_tests.end(),
                  [](const JointTest& test) { return std::isfinite(test.lr_chi2); });
  std::vector<JointTest> shown = model.joint_tests;
  std::erase_if(shown, [&](const JointTest& test) {
    return (test.df < 2 && !has_ratios) || (std::isnan(test.wald_chi2) && std::isnan(test.lr_chi2));
  });
  if (shown.empty()) return "";
  if (shown.size() > most_shown) shown.resize(most_shown);
  std::vector<double> statistics;
  for (const JointTest& test : shown) {
    statistics.push_back(test.wald_chi2);
    statistics.push_back(test.lr_chi2);
  }
  const NumberColumn format(statistics, statistic_digits, statistic_decimals);
  std::vector<TableRow> rows;
  for (const JointTest& test : shown) {
    TableRow row{
        test.column,
        {std::to_string(test.df), format.format(test.wald_chi2), p_value(test.wald_p_value)}};
    if (has_ratios) {
      row.cells.push_back(format.format(test.lr_chi2));
      row.cells.push_back(p_value(test.lr_p_value));
    }
    rows.push_back(std::move(row));
  }
  TableRow heading{"Joint tests", {"df", "Wald chi-square", "p"}};
  if (has_ratios) heading.cells.insert(heading.cells.end(), {"LR chi-square", "p"});
  return aligned_table(heading, std::move(rows), options);
}

std::string r2_sentence(const FittedModel& model) {
  std::vector<std::string> parts;
  const auto add = [&](const char* name, double value) {
    if (std::isfinite(value)) parts.push_back(fmt::format("{} {:.3f}", name, value));
  };
  add("McFadden", model.r2.mcfadden);
  add("Cox and Snell", model.r2.cox_snell);
  add("Nagelkerke", model.r2.nagelkerke);
  add("Tjur", model.r2.tjur);
  return parts.empty() ? "" : fmt::format("R2: {}.", fmt::join(parts, ", "));
}

std::string covariance_sentence(const FittedModel& model) {
  if (model.interval == "profile") {
    return model.firth ? "Intervals from the profile of the penalised likelihood."
                       : "Intervals from the profile likelihood.";
  }
  if (model.vce == "hc0" || model.vce == "hc1") {
    return fmt::format("Robust standard errors ({}).", model.vce == "hc0" ? "HC0" : "HC1");
  }
  if (model.vce != "cluster") return "";
  return fmt::format("Robust standard errors for {} of {}.",
                     counted(model.cluster_count, "cluster"), printable(model.cluster));
}

}  // namespace odds::report
