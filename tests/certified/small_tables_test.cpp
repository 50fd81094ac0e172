// SPDX-License-Identifier: Apache-2.0
//
// Tables that the project holds or simulates, against the 50-digit reference solver, under every
// role a column can play.

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

// DESIGN.md section 4: twelve digits of every coefficient, eleven of every standard error.
constexpr double coefficient_digits = 12;
constexpr double standard_error_digits = 11;
constexpr double log_likelihood_digits = 12;

const std::string data = std::string(ODDS_SOURCE_DIR) + "/tests/data/";

void expect_digits(const odds::FittedModel& model, const std::vector<std::string>& names,
                   const reference::Problem& problem) {
  ASSERT_TRUE(model.converged) << model.stop_reason;
  ASSERT_EQ(model.terms.size(), names.size());
  const auto found = reference::digits(model, names, reference::solve(problem));
  EXPECT_GE(found.coefficient, coefficient_digits) << found.worst_coefficient;
  EXPECT_GE(found.standard_error, standard_error_digits) << found.worst_standard_error;
  EXPECT_GE(found.log_likelihood, log_likelihood_digits);
  EXPECT_GE(found.deviance, log_likelihood_digits);
}

odds::FitOptions options_for(const std::string& target, std::vector<std::string> features) {
  odds::FitOptions options;
  options.target = target;
  options.features = std::move(features);
  return options;
}

TEST(SmallTables, ORings) {
  const std::string path = std::string(ODDS_SOURCE_DIR) + "/data/orings.csv";
  const auto table = reference::read_table(path);
  const auto model = odds::fit(path, {}, options_for("distress", {}), {});
  expect_digits(model, {"(Intercept)", "temperature"},
                reference::make_problem(table, "distress", "", {"temperature"}, true));
}

TEST(SmallTables, BeetlesAreSuccessesOfTrials) {
  const auto table = reference::read_table(data + "beetle.csv");
  const auto model = odds::fit(data + "beetle.csv", {}, options_for("killed/exposed", {}), {});
  expect_digits(model, {"(Intercept)", "log_dose"},
                reference::make_problem(table, "killed", "exposed", {"log_dose"}, true));
  EXPECT_EQ(model.nobs, 481);
}

// One role after the other, then all of them at once.
struct Roles {
  const char* name;
  bool weights, freq_weights, offset, trials, intercept;
};

class SimulatedTable : public testing::TestWithParam<Roles> {};

TEST_P(SimulatedTable, HasTheReferenceAnswer) {
  const Roles roles = GetParam();
  const auto table = reference::simulate(400, 5, 7);
  auto options = options_for(roles.trials ? "s/m" : "y", reference::feature_names(5));
  options.intercept = roles.intercept;
  auto problem = reference::make_problem(table, roles.trials ? "s" : "y", roles.trials ? "m" : "",
                                         options.features, roles.intercept);
  problem.weights.assign(table.rows(), reference::real(1));
  if (roles.weights) {
    options.weights = "w";
    for (std::size_t i = 0; i < table.rows(); ++i) problem.weights[i] *= table.column("w")[i];
  }
  if (roles.freq_weights) {
    options.freq_weights = "f";
    for (std::size_t i = 0; i < table.rows(); ++i) problem.weights[i] *= table.column("f")[i];
  }
  if (roles.offset) {
    options.offset = "o";
    problem.offset = reference::to_real(table.column("o"));
  }
  auto names = options.features;
  if (roles.intercept) names.insert(names.begin(), "(Intercept)");
  expect_digits(reference::fit(table, options), names, problem);
}

INSTANTIATE_TEST_SUITE_P(Roles, SimulatedTable,
                         testing::Values(Roles{"plain", false, false, false, false, true},
                                         Roles{"weights", true, false, false, false, true},
                                         Roles{"freq_weights", false, true, false, false, true},
                                         Roles{"offset", false, false, true, false, true},
                                         Roles{"trials", false, false, false, true, true},
                                         Roles{"no_intercept", false, false, false, false, false},
                                         Roles{"no_intercept_offset", false, false, true, false,
                                               false},
                                         Roles{"all", true, true, true, true, true}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(SmallTables, RidgeHasTheReferenceCoefficients) {
  const auto table = reference::simulate(200, 4, 11);
  auto options = options_for("y", reference::feature_names(4));
  for (const double l2 : {1e-6, 0.1, 10.0}) {
    options.l2 = l2;
    const auto model = reference::fit(table, options);
    auto problem = reference::make_problem(table, "y", "", options.features, true);
    problem.l2 = l2;
    const auto answer = reference::solve(problem);
    ASSERT_TRUE(model.converged);
    for (std::size_t j = 0; j < answer.coefficients.size(); ++j)
      EXPECT_GE(reference::right_digits(model.terms.at(j).estimate, answer.coefficients[j]),
                coefficient_digits)
          << l2 << " " << model.terms.at(j).term;
  }
}

// More features than rows: only the penalty makes the answer unique.
TEST(SmallTables, RidgeWithMoreFeaturesThanRows) {
  const auto table = reference::simulate(20, 30, 13);
  auto options = options_for("y", reference::feature_names(30));
  options.l2 = 0.1;
  const auto model = reference::fit(table, options);
  auto problem = reference::make_problem(table, "y", "", options.features, true);
  problem.l2 = reference::real(0.1);
  int iterations = 0;
  const auto coefficients = reference::maximum(problem, iterations);
  ASSERT_TRUE(model.converged);
  ASSERT_EQ(model.terms.size(), coefficients.size());
  for (std::size_t j = 0; j < coefficients.size(); ++j)
    EXPECT_GE(reference::right_digits(model.terms[j].estimate, coefficients[j]), coefficient_digits)
        << model.terms[j].term;
}

}  // namespace
