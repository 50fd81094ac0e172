// SPDX-License-Identifier: Apache-2.0
//
// Separation: proved, named and refused; or, where allowed, shown at its limit, which is the
// maximum of the reduced problem: the rows that the separating direction leaves at zero.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::Table;

constexpr double coefficient_digits = 12;
constexpr double standard_error_digits = 11;
// The supremum of the log-likelihood is a sum over the remaining rows alone.
constexpr double log_likelihood_digits = 12;

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  return options;
}

// Expects a refusal with this code whose message names `column` and whose hint offers a way on.
void expect_refused(const Table& table, const odds::FitOptions& options, const std::string& code,
                    const std::string& column) {
  try {
    reference::fit(table, options);
    ADD_FAILURE() << "separated data were fitted";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_EQ(error.fault(), odds::Fault::refused);
    EXPECT_NE(error.message().find(column), std::string::npos) << error.what();
    EXPECT_NE(error.hint().find("--l2"), std::string::npos) << error.what();
  }
}

// y = 1 exactly where x2 + shift > 0.
Table completely_separated(std::size_t rows, std::uint64_t seed) {
  Table table = reference::simulate(rows, 3, seed);
  for (std::size_t i = 0; i < rows; ++i)
    table.column("y")[i] = table.column("x2")[i] + 0.5 > 0 ? 1 : 0;
  return table;
}

// x1 is 0 or 1, and every row with x1 = 1 is an event.
Table separated_by_a_dummy(std::size_t rows, std::uint64_t seed) {
  Table table = reference::simulate(rows, 3, seed);
  for (std::size_t i = 0; i < rows; ++i) {
    table.column("x1")[i] = i % 4 == 0 ? 1 : 0;
    if (i % 4 == 0) table.column("y")[i] = 1;
  }
  return table;
}

// Outcomes change at x1 = 3, where both occur.
Table separated_at_a_threshold(std::size_t rows, std::uint64_t seed) {
  Table table = reference::simulate(rows, 2, seed);
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = static_cast<double>(i % 5) + 1;
    table.column("x1")[i] = x;
    if (x != 3) table.column("y")[i] = x > 3 ? 1 : 0;
  }
  return table;
}

// A combination of columns separates, none of them alone.
Table separated_by_a_sum(std::size_t rows, std::uint64_t seed) {
  Table table = reference::simulate(rows, 3, seed);
  for (std::size_t i = 0; i < rows; ++i)
    table.column("y")[i] = table.column("x1")[i] + table.column("x3")[i] > 0.1 ? 1 : 0;
  return table;
}

Table rows_where(const Table& table, const std::string& column, double value) {
  Table result;
  result.names = table.names;
  result.columns.resize(table.names.size());
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (table.column(column)[i] == value)
      for (std::size_t j = 0; j < table.names.size(); ++j)
        result.columns[j].push_back(table.columns[j][i]);
  return result;
}

TEST(Separation, CompleteIsRefused) {
  for (const std::size_t rows : {12U, 200U, 5000U})
    expect_refused(completely_separated(rows, 51), options_for(3), "separation.complete", "x2");
}

TEST(Separation, CompleteByASumIsRefused) {
  const Table table = separated_by_a_sum(200, 52);
  expect_refused(table, options_for(3), "separation.complete", "x1");
  expect_refused(table, options_for(3), "separation.complete", "x3");
}

TEST(Separation, QuasiIsRefused) {
  expect_refused(separated_by_a_dummy(200, 53), options_for(3), "separation.quasi", "x1");
  expect_refused(separated_at_a_threshold(200, 54), options_for(2), "separation.quasi", "x1");
}

TEST(Separation, IsSeenInAnyUnits) {
  for (const double scale : {1e-300, 1e-9, 1e9, 1e300}) {
    Table complete = completely_separated(200, 55), quasi = separated_by_a_dummy(200, 56);
    for (double& value : complete.column("x2")) value *= scale;
    for (double& value : quasi.column("x1")) value *= scale;
    expect_refused(complete, options_for(3), "separation.complete", "x2");
    expect_refused(quasi, options_for(3), "separation.quasi", "x1");
  }
}

TEST(Separation, RidgeIsTheWayOn) {
  auto options = options_for(3);
  options.l2 = 0.01;
  for (const Table& table : {completely_separated(200, 57), separated_by_a_dummy(200, 58)})
    EXPECT_TRUE(reference::fit(table, options).converged);
}

TEST(Separation, GradientDescentNeverCallsSeparatedDataConverged) {
  auto options = options_for(3);
  options.solver = odds::Solver::gradient_descent;
  options.max_iterations = 2000;
  try {
    EXPECT_FALSE(reference::fit(completely_separated(100, 59), options).converged);
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code(), "separation.complete");
  }
}

TEST(Separation, AllowedDummyRunsAwayAloneAndTheRestIsTheFitWithoutIt) {
  const Table table = separated_by_a_dummy(300, 60);
  auto options = options_for(3);
  options.separation = odds::SeparationPolicy::allow;
  const auto model = reference::fit(table, options);
  EXPECT_TRUE(model.separated);
  EXPECT_EQ(model.stop_reason, "separation");
  const auto& dummy = reference::term(model, "x1");
  EXPECT_EQ(dummy.limit, "+inf");
  EXPECT_TRUE(std::isnan(dummy.estimate));

  const auto answer = reference::solve(
      reference::make_problem(rows_where(table, "x1", 0), "y", "", {"x2", "x3"}, true));
  const std::vector<std::string> names = {"(Intercept)", "x2", "x3"};
  for (std::size_t j = 0; j < names.size(); ++j) {
    const auto& term = reference::term(model, names[j]);
    EXPECT_EQ(term.limit, "") << names[j];
    EXPECT_GE(reference::right_digits(term.estimate, answer.coefficients[j]), coefficient_digits)
        << names[j];
    EXPECT_GE(reference::right_digits(term.std_error, answer.standard_errors[j]),
              standard_error_digits)
        << names[j];
  }
  EXPECT_GE(reference::right_digits(model.log_likelihood, answer.log_likelihood),
            log_likelihood_digits);
}

TEST(Separation, AllowedThresholdTakesTheInterceptWithIt) {
  const Table table = separated_at_a_threshold(300, 61);
  auto options = options_for(2);
  options.separation = odds::SeparationPolicy::allow;
  const auto model = reference::fit(table, options);
  EXPECT_EQ(reference::term(model, "x1").limit, "+inf");
  EXPECT_EQ(reference::term(model, "(Intercept)").limit, "-inf");

  const auto answer =
      reference::solve(reference::make_problem(rows_where(table, "x1", 3), "y", "", {"x2"}, true));
  const auto& term = reference::term(model, "x2");
  EXPECT_EQ(term.limit, "");
  EXPECT_GE(reference::right_digits(term.estimate, answer.coefficients[1]), coefficient_digits);
  EXPECT_GE(reference::right_digits(term.std_error, answer.standard_errors[1]),
            standard_error_digits);
  EXPECT_GE(reference::right_digits(model.log_likelihood, answer.log_likelihood),
            log_likelihood_digits);
}

TEST(Separation, AllowedCompleteHasASupremumOfZeroAndNoEstimate) {
  auto options = options_for(3);
  options.separation = odds::SeparationPolicy::allow;
  const auto model = reference::fit(completely_separated(200, 62), options);
  EXPECT_EQ(model.log_likelihood, 0);
  // Every direction that separates has a rising x2.
  EXPECT_EQ(reference::term(model, "x2").limit, "+inf");
  for (const auto& term : model.terms) {
    EXPECT_TRUE(std::isnan(term.estimate)) << term.term;
    EXPECT_NE(term.limit, "") << term.term;
  }
}

// Overlapping data must never be blamed: the same tables with one row turned round.
TEST(Separation, OverlapIsNeverBlamed) {
  for (const std::uint64_t seed : {71U, 72U, 73U, 74U, 75U}) {
    Table table = completely_separated(500, seed);
    std::size_t most = 0;
    for (std::size_t i = 0; i < table.rows(); ++i)
      if (table.column("x2")[i] > table.column("x2")[most]) most = i;
    table.column("y")[most] = 0;
    EXPECT_TRUE(reference::fit(table, options_for(3)).converged) << seed;
  }
}

}  // namespace
