// SPDX-License-Identifier: Apache-2.0
//
// What is true of every minimum over sparse columns: the conditions of an optimum, whatever the
// penalty and the solver; the bound on the distance to it; weights are repetitions; threads change
// no bit.
#include "inference/sparse_minimum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "objective/feature_likelihood.hpp"
#include "reference/solver.hpp"
#include "reference/sparse.hpp"
#include "solver/newton_cg.hpp"
#include "solver/orthant_newton.hpp"

namespace odds::inference {
namespace {

using objective::ResponseRows;
using objective::SparseFeatures;
using reference::SparseRows;

constexpr double infinity = std::numeric_limits<double>::infinity();

PenaltyStrengths strengths(const SparseRows& rows, double l1, double l2) {
  const std::size_t n = rows.inner_count();
  PenaltyStrengths all{std::vector<double>(n, l1), std::vector<double>(n, l2),
                       std::vector<double>(n, -infinity), std::vector<double>(n, infinity)};
  if (rows.has_ones) all.l1[0] = all.l2[0] = 0.0;
  return all;
}

SparseMinimum minimise(const SparseRows& rows, const ResponseRows& response,
                       const PenaltyStrengths& penalty, unsigned workers = 2) {
  const SparseFeatures features(rows.matrix(), workers);
  EstimateOptions options;
  for (const double l1 : penalty.l1) options.l1 = std::max(options.l1, l1);
  for (const double l2 : penalty.l2) options.l2 = std::max(options.l2, l2);
  for (const double low : penalty.low) {
    if (std::isfinite(low)) options.bounds["1"] = {0.0, 1.0};  // some
  }
  RunOptions run;
  run.threads = workers;
  return minimise_sparse({features, response, penalty, response.sum_weights},
                         std::vector<double>(rows.inner_count(), 0.0), options, run);
}

// The smallest element of the subdifferential, by column, in long double.
double worst_condition(const SparseRows& rows, const ResponseRows& response,
                       const PenaltyStrengths& penalty, const std::vector<double>& theta) {
  std::vector<long double> gradient(theta.size(), 0.0L);
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    long double z = response.offset[i];
    for (std::size_t j = 0; j < theta.size(); ++j) z += rows.x(i, j) * theta[j];
    const long double r =
        response.weight[i] * (1.0L / (1.0L + std::exp(-z)) - response.successes[i]);
    for (std::size_t j = 0; j < theta.size(); ++j) gradient[j] += rows.x(i, j) * r;
  }
  double worst = 0;
  for (std::size_t j = 0; j < theta.size(); ++j) {
    EXPECT_GE(theta[j], penalty.low[j]);
    EXPECT_LE(theta[j], penalty.high[j]);
    const auto smooth = static_cast<double>(gradient[j] + penalty.l2[j] * theta[j]);
    double low = smooth + (theta[j] > 0 ? penalty.l1[j] : -penalty.l1[j]);
    double high = smooth + (theta[j] < 0 ? -penalty.l1[j] : penalty.l1[j]);
    if (theta[j] <= penalty.low[j]) low = -infinity;
    if (theta[j] >= penalty.high[j]) high = infinity;
    worst = std::max(worst, low > 0 ? low : std::max(0.0, -high));
  }
  return worst;
}

double value(const SparseRows& rows, const ResponseRows& response, const PenaltyStrengths& penalty,
             const std::vector<double>& theta) {
  long double sum = 0;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    long double z = response.offset[i];
    for (std::size_t j = 0; j < theta.size(); ++j) z += rows.x(i, j) * theta[j];
    const long double m = response.successes[i] > 0 ? -z : z;
    sum += response.weight[i] * (m > 0 ? m + std::log1p(std::exp(-m)) : std::log1p(std::exp(m)));
  }
  for (std::size_t j = 0; j < theta.size(); ++j) {
    sum += penalty.l1[j] * std::fabs(theta[j]) + 0.5L * penalty.l2[j] * theta[j] * theta[j];
  }
  return static_cast<double>(sum);
}

TEST(SparseMinimum, RidgeIsTheReferenceSolversInFiftyDigits) {
  const SparseRows rows(60, 7, 3);
  const ResponseRows response = rows.response(1, 2.5);
  reference::Problem problem;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    reference::Vector row;
    for (std::size_t j = 0; j < rows.inner_count(); ++j) row.emplace_back(rows.x(i, j));
    problem.design.push_back(row);
    problem.successes.emplace_back(response.successes[i]);
    problem.weights.emplace_back(response.weight[i]);
  }
  problem.l2 = reference::real(0.5) / reference::real(response.sum_weights);
  problem.penalty_factor.assign(rows.inner_count(), 1);
  problem.penalty_factor[0] = 0;
  const reference::Answer answer = reference::solve(problem);
  const SparseMinimum found = minimise(rows, response, strengths(rows, 0.0, 0.5));
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.certificate.kind, "gradient");
  for (std::size_t j = 0; j < found.theta.size(); ++j) {
    EXPECT_NEAR(found.theta[j], static_cast<double>(answer.coefficients[j]), 1e-12);
  }
}

struct Case {
  const char* name;
  std::size_t rows, columns;
  double l1, l2;
  bool ones, bounded;
};

class SparseMinimumTest : public testing::TestWithParam<Case> {
 protected:
  SparseRows rows_ = SparseRows(GetParam().rows, GetParam().columns, 17, GetParam().ones);
  ResponseRows response_ = rows_.response(4, 1.5);
  PenaltyStrengths penalty() const {
    PenaltyStrengths penalty = strengths(rows_, GetParam().l1, GetParam().l2);
    if (GetParam().bounded) {
      penalty.low[1] = 0.25;  // away from 0
      penalty.high[1] = 0.3;
      for (std::size_t j = 2; j < 6; ++j) penalty.low[j] = 0.0;
      for (std::size_t j = 6; j < 9; ++j) penalty.high[j] = 0.1;
    }
    return penalty;
  }
};

TEST_P(SparseMinimumTest, ConditionsOfAnOptimumHold) {
  const SparseMinimum found = minimise(rows_, response_, penalty());
  EXPECT_TRUE(found.converged) << found.stop_reason;
  EXPECT_LT(worst_condition(rows_, response_, penalty(), found.theta), 1e-8);
  EXPECT_LT(found.certificate.objective_gap, 1e-8);
}

TEST_P(SparseMinimumTest, SameBitsForAnyNumberOfThreads) {
  const SparseMinimum one = minimise(rows_, response_, penalty(), 1);
  const SparseMinimum four = minimise(rows_, response_, penalty(), 4);
  EXPECT_EQ(one.theta, four.theta);
}

TEST_P(SparseMinimumTest, WeightsAreRepetitions) {
  ResponseRows weighted = response_;
  SparseRows repeated(0, GetParam().columns, 1, GetParam().ones);
  std::vector<double> successes;
  weighted.sum_weights = 0;
  for (std::size_t i = 0; i < rows_.rows.size(); ++i) {
    weighted.weight[i] = static_cast<double>(1 + i % 2);
    weighted.sum_weights += weighted.weight[i];
    for (std::size_t k = 0; k < 1 + i % 2; ++k) {
      repeated.add(rows_.rows[i]);
      successes.push_back(weighted.successes[i]);
    }
  }
  ResponseRows each = repeated.response(1);
  std::copy(successes.begin(), successes.end(), each.successes.begin());
  const SparseMinimum a = minimise(rows_, weighted, penalty());
  const SparseMinimum b = minimise(repeated, each, penalty());
  for (std::size_t j = 0; j < a.theta.size(); ++j) EXPECT_NEAR(a.theta[j], b.theta[j], 1e-9);
}

// The other way: steps in an orthant, whatever the number of columns.
TEST_P(SparseMinimumTest, OrthantsLeadToTheSameOptimum) {
  const SparseMinimum expected = minimise(rows_, response_, penalty());
  const SparseFeatures features(rows_.matrix(), 2);
  objective::FeatureLikelihood objective(features, response_, penalty().l2);
  std::vector<penalty::ElasticNet> penalties;
  std::vector<double> start;
  for (std::size_t j = 0; j < rows_.inner_count(); ++j) {
    penalties.push_back({penalty().l1[j], penalty().l2[j], penalty().low[j], penalty().high[j]});
    start.push_back(penalties.back().clamp(0.0));
  }
  solver::OrthantOptions options;
  const solver::OrthantOutcome found = solver::orthant_newton(objective, penalties, start, options);
  EXPECT_TRUE(found.converged) << found.stop_reason;
  EXPECT_LT(worst_condition(rows_, response_, penalty(), found.coefficients), 1e-8);
  for (std::size_t j = 0; j < start.size(); ++j) {
    EXPECT_NEAR(found.coefficients[j], expected.theta[j], 1e-8);
  }
  // The bound holds long before the end.
  const double optimum = value(rows_, response_, penalty(), expected.theta);
  for (const int iterations : {1, 3, 6}) {
    options.max_iterations = iterations;
    const auto early = solver::orthant_newton(objective, penalties, start, options);
    const double distance = value(rows_, response_, penalty(), early.coefficients) - optimum;
    EXPECT_GE(early.gap, distance * (1 - 1e-9) - 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(Penalties, SparseMinimumTest,
                         testing::Values(Case{"ridge_exact", 900, 20, 0.0, 1.0, true, false},
                                         Case{"ridge_products", 300, 120, 0.0, 0.7, false, false},
                                         Case{"lasso", 900, 40, 4.0, 0.0, false, false},
                                         Case{"lasso_wide", 150, 700, 2.0, 0.0, true, false},
                                         Case{"net", 500, 60, 2.0, 1.0, false, false},
                                         Case{"net_bounded", 500, 60, 2.0, 1.0, true, true},
                                         Case{"ridge_bounded", 400, 30, 0.0, 1.0, false, true}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(SparseMinimum, TheBoundOfTheRidgeHoldsAtEveryPoint) {
  const SparseRows rows(300, 120, 21);
  const ResponseRows response = rows.response(8);
  const PenaltyStrengths penalty = strengths(rows, 0.0, 0.4);
  const double optimum = value(rows, response, penalty, minimise(rows, response, penalty).theta);
  const SparseFeatures features(rows.matrix(), 2);
  objective::FeatureLikelihood objective(features, response, penalty.l2);
  for (const int iterations : {0, 1, 2, 4}) {
    solver::NewtonCgOptions options;
    options.nobs = response.sum_weights;
    options.max_iterations = iterations;
    const auto early =
        solver::newton_cg(objective, std::vector<double>(rows.inner_count(), 0.01), options);
    EXPECT_FALSE(early.converged && iterations == 0);
    EXPECT_GE(early.gap, value(rows, response, penalty, early.coefficients) - optimum - 1e-9);
  }
}

TEST(SparseMinimum, EverySolverOfTheRidgeEndsAtTheSameOptimum) {
  const SparseRows rows(400, 90, 31);
  const ResponseRows response = rows.response(6);
  const PenaltyStrengths penalty = strengths(rows, 0.0, 1.0);
  const SparseMinimum expected = minimise(rows, response, penalty);
  const SparseFeatures features(rows.matrix(), 2);
  EstimateOptions options;
  options.l2 = 1.0;
  for (const Solver solver : {Solver::lbfgs, Solver::newton_cg, Solver::coordinate_descent}) {
    options.solver = solver;
    const SparseMinimum found =
        minimise_sparse({features, response, penalty, response.sum_weights},
                        std::vector<double>(rows.inner_count(), 0.0), options, RunOptions());
    EXPECT_TRUE(found.converged);
    for (std::size_t j = 0; j < found.theta.size(); ++j) {
      EXPECT_NEAR(found.theta[j], expected.theta[j], 1e-10);
    }
  }
}

// Enough blocks for a first look at a sample of the rows.
TEST(SparseMinimum, ManyRows) {
  const SparseRows rows(33 * block_rows + 5, 9, 6);
  const ResponseRows response = rows.response(3);
  for (const double l1 : {0.0, 30.0}) {
    const PenaltyStrengths penalty = strengths(rows, l1, l1 == 0.0 ? 2.0 : 0.0);
    const SparseMinimum found = minimise(rows, response, penalty);
    EXPECT_TRUE(found.converged);
    EXPECT_LT(worst_condition(rows, response, penalty, found.theta), 1e-7);
  }
}

TEST(SparseMinimum, AMillionColumns) {
  SparseRows rows(0, 1'000'000, 1);
  rows.blocks.emplace_back();
  rows.rows.clear();
  std::vector<double> successes;
  for (std::size_t i = 0; i < 600; ++i) {
    SparseRows::Block& block = rows.blocks[0];
    for (std::uint32_t k = 0; k < 5; ++k) {
      block.indices.push_back(k * 200'000 + static_cast<std::uint32_t>(i * i * 37 % 97) * 1009);
      block.values.push_back(1.0 + static_cast<double>((i + k) % 3));
    }
    block.starts.push_back(static_cast<std::uint32_t>(block.indices.size()));
    rows.rows.emplace_back();
    successes.push_back((i * i * 37 % 97) % 2 == 0 ? 1.0 : 0.0);
  }
  rows.columns = 0;
  ResponseRows response = rows.response(1);
  rows.columns = 1'000'000;
  std::copy(successes.begin(), successes.end(), response.successes.begin());
  for (const double l1 : {0.0, 1.0}) {
    const SparseMinimum found = minimise(rows, response, strengths(rows, l1, 1.0 - l1));
    EXPECT_TRUE(found.converged);
    EXPECT_LT(found.likelihood, 600 * std::log(2.0));
  }
}

}  // namespace
}  // namespace odds::inference
