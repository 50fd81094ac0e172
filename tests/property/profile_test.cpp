// SPDX-License-Identifier: Apache-2.0
//
// Profile-likelihood limits against those of a 50-digit solver, which finds them by refitting: with
// weights, trials, offsets and without an intercept, in any units, nearly collinear, and one-sided
// where the data are separated.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "reference/inference.hpp"
#include "reference/simulate.hpp"

namespace {

using reference::Problem;
using reference::real;
using reference::Table;

const real q95("1.95996398454005423552459443052055");
const real q80("1.28155156554460046696510332944874");

// Asked for are 8 right digits; the search ends where Newton's step is 1e-7, whose square is left.
constexpr double right = 11;

odds::FitOptions options_for(std::size_t features) {
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(features);
  options.interval = odds::IntervalMethod::profile;
  return options;
}

// Demands the digits of every limit of `model`, whose terms are the problem's columns.
void expect_limits(const odds::FittedModel& model, const Problem& problem, const real& q,
                   double digits = right) {
  const auto answer = reference::solve(problem);
  ASSERT_EQ(model.terms.size(), answer.coefficients.size());
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    const odds::Term& term = model.terms[j];
    // A thousandth of a standard error around what odds says is searched.
    const real width = answer.standard_errors[j] / 1000;
    const auto limit = [&](const real& near) {
      return reference::profile_limit(problem, j, near, width, answer.log_likelihood, q,
                                      [&](const real& c) { return on_ridge(answer, j, c); });
    };
    const real low = limit(real(term.conf_low));
    const real high = limit(real(term.conf_high));
    EXPECT_LT(low, answer.coefficients[j]);
    EXPECT_GT(high, answer.coefficients[j]);
    EXPECT_GE(reference::right_digits(term.conf_low, low), digits) << term.term << " low";
    EXPECT_GE(reference::right_digits(term.conf_high, high), digits) << term.term << " high";
    EXPECT_DOUBLE_EQ(term.odds_ratio_low, std::exp(term.conf_low));
  }
}

TEST(Profile, HasTheLimitsOfTheLikelihoodRatio) {
  const Table table = reference::simulate(40, 2, 11);
  auto options = options_for(2);
  const auto model = reference::fit(table, options);
  EXPECT_EQ(model.interval, "profile");
  const auto problem = reference::make_problem(table, "y", "", options.features, true);
  expect_limits(model, problem, q95);
  options.level = 80;
  expect_limits(reference::fit(table, options), problem, q80);
}

TEST(Profile, KnowsWeightsTrialsAndOffsets) {
  const Table table = reference::simulate(40, 2, 12);
  auto options = options_for(2);
  options.target = "s/m";
  options.weights = "w";
  options.freq_weights = "f";
  options.offset = "o";
  auto problem = reference::make_problem(table, "s", "m", options.features, true);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    problem.weights.emplace_back(real(table.column("w")[i]) * real(table.column("f")[i]));
  }
  problem.offset = reference::to_real(table.column("o"));
  expect_limits(reference::fit(table, options), problem, q95);
}

TEST(Profile, WorksWithoutAnIntercept) {
  Table table = reference::simulate(40, 2, 13);
  auto options = options_for(2);
  options.intercept = false;
  expect_limits(reference::fit(table, options),
                reference::make_problem(table, "y", "", options.features, false), q95);
  // A constant of the user's serves as the intercept; a negative one turns the limits around.
  table.add("c", std::vector<double>(40, -2.5));
  options.features.emplace_back("c");
  const auto model = reference::fit(table, options);
  expect_limits(model, reference::make_problem(table, "y", "", options.features, false), q95);
  EXPECT_LT(reference::term(model, "c").conf_low, reference::term(model, "c").conf_high);
}

TEST(Profile, KeepsItsDigitsInAnyUnits) {
  const Table table = reference::simulate(30, 2, 14);
  const auto options = options_for(2);
  for (const double scale : {1e300, 1e-300}) {
    Table scaled = table;
    for (double& x : scaled.column("x1")) x *= scale;
    const auto model = reference::fit(scaled, options);
    auto problem = reference::make_problem(scaled, "y", "", options.features, true);
    problem.start =
        reference::solve(reference::make_problem(table, "y", "", options.features, true))
            .coefficients;
    problem.start[1] /= scale;
    expect_limits(model, problem, q95, 10.5);
  }
  Table far = table;
  for (double& x : far.column("x2")) x = x * 4 + 1e9;
  expect_limits(reference::fit(far, options),
                reference::make_problem(far, "y", "", options.features, true), q95, 10.5);
}

TEST(Profile, KeepsItsDigitsWhereColumnsAreNearlyCollinear) {
  Table table = reference::simulate(40, 2, 15);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] + table.column("x2")[i] * 0x1p-20;
  }
  const auto options = options_for(2);
  expect_limits(reference::fit(table, options),
                reference::make_problem(table, "y", "", options.features, true), q95, 9);
}

// Far from a parabola: three events only.
TEST(Profile, FollowsASkewedLikelihood) {
  Table table = reference::simulate(40, 1, 16);
  for (std::size_t i = 0; i < 40; ++i) table.column("y")[i] = i == 3 || i == 17 || i == 30;
  const auto options = options_for(1);
  expect_limits(reference::fit(table, options),
                reference::make_problem(table, "y", "", options.features, true), q95);
}

// z = 1 only with events, so that its coefficient runs to +inf: no upper limit, and the lower one
// where the likelihood is exp(-q^2/2) of its supremum, that of the other rows.
TEST(Profile, IsOneSidedWhereATermRunsAway) {
  Table table = reference::simulate(40, 1, 17);
  table.add("z", std::vector<double>(40, 0.0));
  for (std::size_t i = 0; i < 4; ++i) {
    table.column("y")[i] = 1;
    table.column("z")[i] = 1;
  }
  auto options = options_for(1);
  options.features.emplace_back("z");
  options.separation = odds::SeparationPolicy::allow;
  const auto problem = reference::make_problem(table, "y", "", options.features, true);
  Problem rest = reference::make_problem(table, "y", "", {"x1"}, true);
  rest.design.erase(rest.design.begin(), rest.design.begin() + 4);
  rest.successes.erase(rest.successes.begin(), rest.successes.begin() + 4);
  const auto supremum = reference::solve(rest).log_likelihood;
  const auto model = reference::fit(table, options);
  ASSERT_TRUE(model.separated);
  const odds::Term& z = reference::term(model, "z");
  EXPECT_EQ(z.limit, "+inf");
  EXPECT_EQ(z.conf_high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(z.odds_ratio_high, std::numeric_limits<double>::infinity());
  const real low = reference::profile_limit(problem, 2, real(z.conf_low), real(1) / 1000, supremum,
                                            q95, [](const real&) { return reference::Vector(); });
  EXPECT_GE(reference::right_digits(z.conf_low, low), right);
  // Turned around it runs the other way.
  for (double& value : table.column("z")) value = -value;
  const auto turned = reference::fit(table, options);
  EXPECT_EQ(reference::term(turned, "z").conf_low, -std::numeric_limits<double>::infinity());
  EXPECT_NEAR(reference::term(turned, "z").conf_high, -z.conf_low, 1e-10);
  // The finite terms have the limits of the rows that are left.
  expect_limits(
      [&] {
        auto finite = model;
        finite.terms.pop_back();
        return finite;
      }(),
      rest, q95, 10);
}

TEST(Profile, IsRefusedWhereItDoesNotHold) {
  const Table table = reference::simulate(60, 1, 18);
  auto options = options_for(1);
  options.l2 = 0.1;
  EXPECT_THROW(reference::fit(table, options), odds::Error);
  options.l2 = 0;
  options.vce = odds::Vce::hc1;
  EXPECT_THROW(reference::fit(table, options), odds::Error);
}

// An observer that asks to stop after the fit: what was not found is missing, and named.
TEST(Profile, CanBeStopped) {
  struct Impatient : odds::Observer {
    bool progress(const odds::Progress& progress) override {
      return progress.stage != "profiling" || progress.done < 1;
    }
  } observer;
  const Table table = reference::simulate(60, 2, 20);
  odds::RunOptions run;
  run.observer = &observer;
  const auto model = odds::fit(reference::view(table, table.names), options_for(2), run);
  EXPECT_TRUE(model.converged);
  EXPECT_FALSE(std::isnan(model.terms[0].conf_low));
  EXPECT_TRUE(std::isnan(model.terms[1].conf_low));
  EXPECT_TRUE(reference::has_note(model, "did not find those of \"x1\", \"x2\""));
}

// Without convergence nothing is said.
TEST(Profile, IsLeftOutWhereTheFitDidNotConverge) {
  auto options = options_for(1);
  options.max_iterations = 1;
  const auto model = reference::fit(reference::simulate(60, 1, 19), options);
  ASSERT_FALSE(model.converged);
  EXPECT_TRUE(std::isnan(model.terms[1].conf_low));
  EXPECT_TRUE(model.joint_tests.empty());
  EXPECT_TRUE(std::isnan(model.tests.score.statistic));
}

}  // namespace
