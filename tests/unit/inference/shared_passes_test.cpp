// SPDX-License-Identifier: Apache-2.0
//
// Many elastic-net problems in shared passes: their minima and their gaps against 50 digits, on the
// way and at the end; folds against weights of zero; bits for any number of threads.
#include "inference/shared_passes.hpp"

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "objective/dense_features.hpp"
#include "objective/gather_response.hpp"
#include "reference/elastic_net.hpp"

namespace odds::inference {
namespace {

// Numbers that hang together, trials and weights; some with more columns than rows.
struct Example {
  Example(std::size_t rows, std::size_t columns, std::uint64_t seed) : x(columns) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < rows; ++i) {
      const double common = normal(random);
      for (std::size_t j = 0; j < columns; ++j) {
        x[j].push_back((0.5 * common + normal(random)) * std::pow(10.0, static_cast<double>(j % 3)));
      }
      trials.push_back(1.0 + static_cast<double>(random() % 3));
      const double p = 1.0 / (1.0 + std::exp(-x[0].back() - 0.3 * common));
      double count = 0;
      for (int k = 0; k < static_cast<int>(trials.back()); ++k) {
        count += std::uniform_real_distribution<double>()(random) < p ? 1.0 : 0.0;
      }
      successes.push_back(count);
      weight.push_back(0.5 + static_cast<double>(random() % 4));
    }
    table.add_numbers("s", successes);
    table.add_numbers("m", trials);
    table.add_numbers("w", weight);
    for (std::size_t j = 0; j < columns; ++j) table.add_numbers("x" + std::to_string(j), x[j]);
    options.target = "s/m";
    options.weights = "w";
    options.l1 = 1.0;
    options.l2 = 1.0;
    options.penalty_factors = {{"x1", 0.5}};
    design = std::make_unique<design::Design>(table, options, run);
    features = std::make_unique<objective::DenseFeatures>(*design, 2);
    response = objective::gather_response(*design, 1);
    strengths = penalty_strengths(*design, options, 1);
  }

  reference::NetProblem problem(double l1, double l2) const {
    reference::NetProblem result;
    design::Tile tile(design->dense_count(), 0);
    for (std::size_t begin = 0; begin < successes.size(); begin += design::tile_rows) {
      const std::size_t count = std::min(design::tile_rows, successes.size() - begin);
      design->load(0, begin, count, tile);
      for (std::size_t i = 0; i < count; ++i) {
        reference::Vector row;
        for (std::size_t j = 0; j < design->dense_count(); ++j) {
          row.emplace_back(tile.column(j)[i]);
        }
        result.design.push_back(row);
      }
    }
    result.successes.assign(successes.begin(), successes.end());
    result.trials.assign(trials.begin(), trials.end());
    result.weights.assign(weight.begin(), weight.end());
    for (std::size_t j = 0; j < design->inner_count(); ++j) {
      result.l1.emplace_back(l1 * strengths.l1[j]);
      result.l2.emplace_back(l2 * strengths.l2[j]);
    }
    return result;
  }

  PenalisedFit start(double l1, double l2) const {
    PenalisedFit fit;
    fit.unit = &strengths;
    fit.l1 = l1;
    fit.l2 = l2;
    fit.theta.assign(design->inner_count(), 0.0);
    return fit;
  }

  std::vector<std::vector<double>> x;
  std::vector<double> successes, trials, weight;
  Table table;
  DesignOptions options;
  RunOptions run{2, nullptr};
  std::unique_ptr<design::Design> design;
  std::unique_ptr<objective::DenseFeatures> features;
  objective::ResponseRows response;
  PenaltyStrengths strengths;
};

reference::Vector to_real(const std::vector<double>& values) {
  return reference::Vector(values.begin(), values.end());
}

struct Case {
  std::size_t rows, columns;
  double l1, l2;
};
class SharedPassesTest : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Nets, SharedPassesTest,
                         testing::Values(Case{150, 8, 0.05, 0.0}, Case{150, 8, 0.02, 0.02},
                                         Case{150, 8, 0.0, 0.1}, Case{40, 60, 0.1, 0.0},
                                         Case{40, 60, 0.05, 0.05}));

// After any number of steps the distance to the minimum is at most the gap.
TEST_P(SharedPassesTest, GapsBoundTheDistance) {
  const Case at = GetParam();
  const Example example(at.rows, at.columns, 5);
  const reference::NetProblem problem = example.problem(at.l1, at.l2);
  const reference::real least =
      reference::net_objective(problem, reference::net_minimum(problem));
  SharedPasses passes(*example.features, example.response, {}, 0, example.run);
  int proved = 0;
  for (const bool is_exact : {false, true}) {
    for (std::int64_t steps = 0; steps < 12; ++steps) {
      PenalisedFit fit = example.start(at.l1, at.l2);
      Goal goal;
      goal.gap = 1e-11;
      goal.decrement = 1e-11;
      goal.is_exact = is_exact;
      goal.max_iterations = steps;
      passes.solve({&fit}, goal);
      const auto here = reference::net_objective(problem, to_real(fit.theta));
      const double distance = static_cast<double>(here - least);
      EXPECT_NEAR(fit.objective, static_cast<double>(here), 1e-12 * fit.objective);
      // The bound is good to rounding of its own parts.
      EXPECT_LE(distance, fit.gap + 1e-15 * fit.objective) << steps;
      EXPECT_GE(distance, -1e-25);
      proved += std::isfinite(fit.gap) && fit.gap < 1e3 * distance + 1e-10 ? 1 : 0;
    }
  }
  EXPECT_GE(proved, 8);
}

TEST_P(SharedPassesTest, TenDigitsAndTheSameZeros) {
  const Case at = GetParam();
  const Example example(at.rows, at.columns, 6);
  const reference::Vector exact = reference::net_minimum(example.problem(at.l1, at.l2));
  SharedPasses passes(*example.features, example.response, {}, 0, example.run);
  PenalisedFit fit = example.start(at.l1, at.l2);
  Goal goal;
  goal.gap = 1e-8 * passes.sum_weights(0);
  goal.decrement = 1e-12 * passes.sum_weights(0);
  goal.is_exact = true;
  passes.solve({&fit}, goal);
  ASSERT_TRUE(fit.converged);
  for (std::size_t j = 0; j < exact.size(); ++j) {
    EXPECT_EQ(fit.theta[j] == 0.0, exact[j] == 0) << j;
    EXPECT_NEAR(fit.theta[j], static_cast<double>(exact[j]),
                1e-10 * std::fabs(static_cast<double>(exact[j])));
  }
}

// Penalties and folds together reach what each reaches alone; a fold is a weight of zero.
TEST(SharedPasses, ProblemsDoNotDisturbEachOther) {
  const Example example(200, 10, 7);
  std::vector<std::uint32_t> fold_of_row;
  for (std::size_t i = 0; i < 200; ++i) fold_of_row.push_back(static_cast<std::uint32_t>(i % 4));
  SharedPasses passes(*example.features, example.response, fold_of_row, 3, example.run);
  std::vector<PenalisedFit> fits;
  std::vector<PenalisedFit*> all;
  for (std::size_t k = 0; k < 12; ++k) {
    fits.push_back(example.start(0.1 / static_cast<double>(k / 4 + 1), 0.01));
    fits.back().fold = k % 4;
  }
  for (PenalisedFit& fit : fits) all.push_back(&fit);
  Goal goal;
  goal.gap = 1e-20;
  goal.decrement = 1e-20;
  passes.solve(all, goal);
  for (std::size_t k = 0; k < fits.size(); ++k) {
    objective::ResponseRows response = example.response;
    for (std::size_t i = 0; i < 200 && k % 4 != 0; ++i) {
      if (fold_of_row[i] + 1 == k % 4) response.weight[i] = 0.0;
    }
    SharedPasses alone(*example.features, response, {}, 0, example.run);
    PenalisedFit fit = example.start(fits[k].l1, fits[k].l2);
    alone.solve({&fit}, goal);
    EXPECT_TRUE(fits[k].converged);
    for (std::size_t j = 0; j < fit.theta.size(); ++j) {
      EXPECT_NEAR(fits[k].theta[j], fit.theta[j], 1e-9 * (1.0 + std::fabs(fit.theta[j])));
    }
    std::vector<double> z;
    passes.predict_rows({&fits[k]}, z);
    EXPECT_EQ(z.size(), response.weight.size());
  }
}

TEST(SharedPasses, ThreadsChangeNoBit) {
  const Example example(300, 30, 8);
  std::vector<std::vector<double>> found;
  for (const unsigned threads : {1U, 2U, 4U}) {
    const RunOptions run{threads, nullptr};
    const objective::DenseFeatures features(*example.design, threads);
    SharedPasses passes(features, example.response, {}, 0, run);
    std::vector<PenalisedFit> fits{example.start(0.2, 0.0), example.start(0.05, 0.01),
                                   example.start(0.01, 0.0)};
    passes.solve({&fits[0], &fits[1], &fits[2]}, {1e-6, 1e-6, false, 100});
    std::vector<double> all;
    for (const PenalisedFit& fit : fits) all.insert(all.end(), fit.theta.begin(), fit.theta.end());
    found.push_back(all);
  }
  EXPECT_EQ(found[0], found[1]);
  EXPECT_EQ(found[0], found[2]);
}

}  // namespace
}  // namespace odds::inference
