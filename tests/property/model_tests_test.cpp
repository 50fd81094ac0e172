// SPDX-License-Identifier: Apache-2.0
//
// Tests of the whole model and of columns, explained variation and standardised coefficients,
// against plain formulas in 50 digits.
#include <cmath>
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

constexpr double right = 10;  // digits, as asked for

#define EXPECT_DIGITS(value, exact) \
  EXPECT_GE(reference::right_digits(value, exact), right) << (value)

// A table with every role and a category of four levels as a number, and the same as a problem.
struct Case {
  Table table = reference::simulate(120, 2, 31);
  odds::FitOptions options;
  Problem problem;

  Case() {
    table.add("c", {});
    for (std::size_t i = 0; i < table.rows(); ++i) {
      table.column("c").push_back(static_cast<double>((i * 5 + i / 7) % 4));
    }
    options.target = "s/m";
    options.features = {"x1", "x2", "c"};
    options.categorical = {"c"};
    options.weights = "w";
    options.freq_weights = "f";
    options.joint_tests = odds::JointTestMethod::likelihood_ratio;
    problem = reference::make_problem(table, "s", "m", reference::feature_names(2), true);
    for (std::size_t i = 0; i < table.rows(); ++i) {
      for (const double level : {1.0, 2.0, 3.0}) {
        problem.design[i].emplace_back(table.column("c")[i] == level ? 1 : 0);
      }
      problem.weights.emplace_back(real(table.column("w")[i]) * real(table.column("f")[i]));
    }
    problem.penalty_factor.clear();
  }
  // Through a file, because a category of numbers needs the reader.
  odds::FittedModel fit() const {
    odds::ReadOptions read;
    read.categorical = {"c"};
    return reference::fit_text(reference::to_csv(table), options, read);
  }
};

void expect_global_tests(const odds::FittedModel& model, const Problem& problem) {
  const auto answer = reference::solve(problem);
  const std::size_t p = answer.coefficients.size();
  std::vector<std::size_t> which;
  for (std::size_t j = model.has_intercept ? 1 : 0; j < p; ++j) which.push_back(j);
  EXPECT_DIGITS(model.tests.score.statistic, reference::score_statistic(problem));
  EXPECT_DIGITS(model.tests.wald.statistic,
                reference::wald(answer.coefficients, answer.covariance, which));
  EXPECT_DIGITS(model.tests.likelihood_ratio.statistic,
                2 * (answer.log_likelihood - answer.null_log_likelihood));
  EXPECT_EQ(model.tests.score.df, static_cast<std::int64_t>(which.size()));
  EXPECT_EQ(model.lr_chi2, model.tests.likelihood_ratio.statistic);
  EXPECT_EQ(model.lr_p_value, model.tests.likelihood_ratio.p_value);
}

TEST(GlobalTests, AreRaosWaldsAndTheLikelihoodRatio) {
  Case data;
  expect_global_tests(data.fit(), data.problem);
  data.options.offset = "o";
  data.problem.offset = reference::to_real(data.table.column("o"));
  expect_global_tests(data.fit(), data.problem);
}

TEST(GlobalTests, HaveTheOffsetAloneAsNullModelWithoutAnIntercept) {
  const Table table = reference::simulate(100, 3, 32);
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(3);
  options.intercept = false;
  options.offset = "o";
  auto problem = reference::make_problem(table, "y", "", options.features, false);
  problem.offset = reference::to_real(table.column("o"));
  const auto model = reference::fit(table, options);
  expect_global_tests(model, problem);
  EXPECT_EQ(model.tests.wald.df, 3);
}

TEST(GlobalTests, KeepTheirDigitsInHardCoordinates) {
  Table table = reference::simulate(100, 3, 33);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] + table.column("x2")[i] * 0x1p-22;
    table.column("x3")[i] = table.column("x3")[i] * 8 + 1e9;
  }
  odds::FitOptions options;
  options.target = "y";
  options.features = reference::feature_names(3);
  const auto problem = reference::make_problem(table, "y", "", options.features, true);
  expect_global_tests(reference::fit(table, options), problem);
}

TEST(JointTests, AreOfAllTermsOfAColumn) {
  const Case data;
  const auto model = data.fit();
  const auto answer = reference::solve(data.problem);
  ASSERT_EQ(model.joint_tests.size(), 3U);
  const std::vector<std::vector<std::size_t>> which{{1}, {2}, {3, 4, 5}};
  for (std::size_t e = 0; e < 3; ++e) {
    const odds::JointTest& test = model.joint_tests[e];
    EXPECT_EQ(test.df, static_cast<std::int64_t>(which[e].size()));
    EXPECT_DIGITS(test.wald_chi2,
                  reference::wald(answer.coefficients, answer.covariance, which[e]));
    Problem without = data.problem;
    for (auto& row : without.design) {
      row.erase(row.begin() + static_cast<std::ptrdiff_t>(which[e].front()),
                row.begin() + static_cast<std::ptrdiff_t>(which[e].back()) + 1);
    }
    EXPECT_DIGITS(test.lr_chi2,
                  2 * (answer.log_likelihood - reference::solve(without).log_likelihood));
    EXPECT_GT(test.lr_p_value, 0);
  }
  EXPECT_EQ(model.joint_tests[2].column, "c");
}

// Far from zero the curvature at the estimate says little about the fit without the column.
TEST(JointTests, ReachAFitThatIsFarAway) {
  Table table = reference::simulate(3000, 2, 34);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double x = table.column("x1")[i];
    table.column("y")[i] = i % 50 == 0 ? (x < 0) : (x > 0);
  }
  odds::FitOptions options;
  options.target = "y";
  options.features = {"x1", "x2"};
  options.joint_tests = odds::JointTestMethod::likelihood_ratio;
  const auto model = reference::fit(table, options);
  options.features = {"x2"};
  const auto without = reference::fit(table, options);
  EXPECT_GT(model.joint_tests[0].wald_chi2, 50);
  EXPECT_NEAR(model.joint_tests[0].lr_chi2, 2 * (model.log_likelihood - without.log_likelihood),
              1e-8);
}

TEST(JointTests, HaveASupremumWhereDataAreSeparated) {
  Table table = reference::simulate(80, 1, 35);
  table.add("z", std::vector<double>(80, 0.0));
  for (std::size_t i = 0; i < 5; ++i) table.column("y")[i] = table.column("z")[i] = 1;
  odds::FitOptions options;
  options.target = "y";
  options.features = {"x1", "z"};
  options.separation = odds::SeparationPolicy::allow;
  options.joint_tests = odds::JointTestMethod::likelihood_ratio;
  const auto model = reference::fit(table, options);
  const auto log_likelihood = [&](const std::vector<std::string>& features) {
    auto other = options;
    other.features = features;
    return reference::fit(table, other).log_likelihood;
  };
  ASSERT_EQ(model.joint_tests.size(), 2U);
  EXPECT_NEAR(model.joint_tests[0].lr_chi2, 2 * (model.log_likelihood - log_likelihood({"z"})),
              1e-7);
  EXPECT_NEAR(model.joint_tests[1].lr_chi2, 2 * (model.log_likelihood - log_likelihood({"x1"})),
              1e-7);
  EXPECT_TRUE(std::isnan(model.joint_tests[1].wald_chi2));
  EXPECT_FALSE(std::isnan(model.joint_tests[0].wald_chi2));
}

TEST(RSquared, IsAsDefined) {
  const Case data;
  const auto model = data.fit();
  const auto answer = reference::solve(data.problem);
  const auto z = reference::predictor(data.problem, answer.coefficients);
  real nobs = 0, events = 0, others = 0, event_weight = 0, other_weight = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real m = data.problem.trials[i], s = data.problem.successes[i];
    const real w = data.problem.weights[i], p = reference::sigma(z[i]);
    nobs += real(data.table.column("f")[i]) * m;
    events += w * s * p;
    others += w * (m - s) * p;
    event_weight += w * s;
    other_weight += w * (m - s);
  }
  const real ratio = exp(2 * (answer.null_log_likelihood - answer.log_likelihood) / nobs);
  EXPECT_DIGITS(model.r2.mcfadden, 1 - answer.log_likelihood / answer.null_log_likelihood);
  EXPECT_DIGITS(model.r2.cox_snell, 1 - ratio);
  EXPECT_DIGITS(model.r2.nagelkerke,
                (1 - ratio) / (1 - exp(2 * answer.null_log_likelihood / nobs)));
  EXPECT_DIGITS(model.r2.tjur, events / event_weight - others / other_weight);
}

// Rows that are predicted without error count with p = 1 and 0; here they are events.
TEST(RSquared, CountsSeparatedRowsAtTheirLimit) {
  Table table = reference::simulate(60, 1, 37);
  table.add("z", std::vector<double>(60, 0.0));
  for (std::size_t i = 0; i < 5; ++i) table.column("y")[i] = table.column("z")[i] = 1;
  odds::FitOptions options;
  options.target = "y";
  options.features = {"x1", "z"};
  options.separation = odds::SeparationPolicy::allow;
  const auto model = reference::fit(table, options);
  Problem rest = reference::make_problem(table, "y", "", {"x1"}, true);
  rest.design.erase(rest.design.begin(), rest.design.begin() + 5);
  rest.successes.erase(rest.successes.begin(), rest.successes.begin() + 5);
  real events = 5, others = 0, event_count = 5, other_count = 0;
  const auto z = reference::predictor(rest, reference::solve(rest).coefficients);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const bool is_event = rest.successes[i] == 1;
    (is_event ? events : others) += reference::sigma(z[i]);
    (is_event ? event_count : other_count) += 1;
  }
  EXPECT_DIGITS(model.r2.tjur, events / event_count - others / other_count);
}

TEST(Standardised, IsTheEstimateTimesTheWeightedStandardDeviation) {
  const Case data;
  for (const bool offset : {false, true}) {
    auto options = data;
    if (offset) options.options.offset = "o";
    const auto model = options.fit();
    real total = 0;
    std::vector<real> sums(6, real(0)), squares(6, real(0));
    for (std::size_t i = 0; i < data.table.rows(); ++i) {
      const real mass = data.problem.weights[i] * data.problem.trials[i];
      total += mass;
      for (std::size_t j = 0; j < 6; ++j) {
        sums[j] += mass * data.problem.design[i][j];
        squares[j] += mass * data.problem.design[i][j] * data.problem.design[i][j];
      }
    }
    EXPECT_TRUE(std::isnan(model.terms[0].standardised));
    for (std::size_t j = 1; j < 6; ++j) {
      const real mean = sums[j] / total;
      EXPECT_DIGITS(model.terms[j].standardised,
                    real(model.terms[j].estimate) * sqrt(squares[j] / total - mean * mean));
    }
  }
}

TEST(Standardised, DoesNotDependOnUnits) {
  Table table = reference::simulate(100, 2, 36);
  odds::FitOptions options;
  options.target = "y";
  options.features = {"x1", "x2"};
  const double plain = reference::fit(table, options).terms[1].standardised;
  for (double& x : table.column("x1")) x *= 1e-300;
  EXPECT_NEAR(reference::fit(table, options).terms[1].standardised, plain, 1e-13);
  // Near collinearity puts the fit into other coordinates.
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.column("x2")[i] = table.column("x1")[i] * (1 + table.column("x2")[i] * 0x1p-20);
  }
  const auto model = reference::fit(table, options);
  const double ratio = model.terms[1].standardised / model.terms[1].estimate;
  EXPECT_NEAR(model.terms[2].standardised / model.terms[2].estimate / ratio, 1.0, 1e-5);
  options.l2 = 1e-3;
  options.features = {"x1"};
  EXPECT_FALSE(std::isnan(reference::fit(table, options).terms[1].standardised));
}

}  // namespace
