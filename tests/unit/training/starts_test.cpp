// SPDX-License-Identifier: Apache-2.0
//
// Starts: the logistic regression inside a network, and weights wide enough to bend.
#include "training/starts.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "inference/estimate.hpp"

namespace odds::training {
namespace {

struct Example {
  Example() {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (int i = 0; i < 400; ++i) {
      x.push_back(50 + 5 * normal(random));
      c.push_back(static_cast<std::uint32_t>(random() % 3));
      y.push_back(normal(random) + (x.back() - 50) / 5 + (c.back() == 2 ? 1 : 0) > 0 ? 1.0 : 0.0);
    }
    table.add_numbers("x", x);
    table.add_codes("c", c, {"p", "q", "r"});
    table.add_numbers("y", y);
  }
  std::vector<double> x, y;
  std::vector<std::uint32_t> c;
  Table table;
};

class Starts : public ::testing::TestWithParam<Activation> {
 protected:
  Starts() {
    DesignOptions options;
    options.target = "y";
    design_.emplace(example_.table, options, run_);
    const inference::Estimate estimate = inference::estimate(*design_, EstimateOptions(), run_);
    loss_ = -estimate.log_likelihood;
    scales_ = objective::input_scales(*design_, 1);
    unit_.point = estimate.solution.inner;
    for (std::size_t k = 0; k < unit_.point.size(); ++k) unit_.point[k] *= scales_[k];
    std::tie(unit_.lowest, unit_.highest) = network({}).predictor_range(unit_.point);
  }

  objective::NetworkObjective network(std::vector<std::size_t> hidden) const {
    return {*design_, objective::shape_over(*design_, std::move(hidden), GetParam()),
            scales_,  penalty::Ridge(),
            nullptr,  1};
  }

  Example example_;
  RunOptions run_{1, nullptr};
  std::optional<design::Design> design_;
  std::vector<double> scales_;
  double loss_ = 0;
  EmbeddedUnit unit_;
};

TEST_P(Starts, EmbedTheRegressionInAnyDepth) {
  EXPECT_LT(unit_.lowest, unit_.highest);
  for (const std::vector<std::size_t>& hidden :
       std::vector<std::vector<std::size_t>>{{1}, {7}, {3, 5}, {1, 1, 1}, {4, 2, 4, 2}}) {
    const objective::NetworkObjective objective = network(hidden);
    const std::vector<double> tight = embedded_start(objective, unit_, tight_reach, 1);
    EXPECT_NEAR(objective.evaluate(tight, false).likelihood, loss_, 1e-9 * loss_);
    const std::vector<double> loose = embedded_start(objective, unit_, loose_reach, 1);
    EXPECT_NEAR(objective.evaluate(loose, false).likelihood, loss_, 0.05 * loss_);
  }
}

// Every unit but the first can still learn: the loss depends on its weight onward.
TEST_P(Starts, LeaveTheOtherUnitsFreeToLearn) {
  const objective::NetworkObjective objective = network({4});
  const objective::NetworkEvaluation at =
      objective.evaluate(embedded_start(objective, unit_, loose_reach, 1), true);
  for (std::size_t u = 1; u < 4; ++u) {
    EXPECT_GT(std::fabs(at.gradient[objective.layout().flat_index(1, u + 1, 0)]), 1e-9);
  }
}

TEST_P(Starts, RandomOnesDifferBySeedAndNumber) {
  const objective::NetworkObjective objective = network({4, 3});
  const std::vector<double> one = random_start(objective, 0.5, 1, 1);
  EXPECT_EQ(random_start(objective, 0.5, 1, 1), one);
  EXPECT_NE(random_start(objective, 0.5, 1, 2), one);
  EXPECT_NE(random_start(objective, 0.5, 2, 1), one);
  for (const double weight : one) EXPECT_TRUE(std::isfinite(weight));
}

// The first unit sees the regression's z between -reach and reach.
TEST_P(Starts, TheFirstUnitStaysInItsReach) {
  if (GetParam() == Activation::relu) return;  // linear at any reach
  const objective::NetworkObjective objective = network({2});
  const std::vector<double> point = embedded_start(objective, unit_, loose_reach, 1);
  const std::size_t last = unit_.point.size() - 1;
  const double factor = point[objective.layout().flat_index(0, last, 0)] / unit_.point[last];
  const double shift = point[objective.layout().flat_index(0, 0, 0)] - factor * unit_.point[0];
  EXPECT_NEAR(factor * unit_.lowest + shift, -loose_reach, 1e-12);
  EXPECT_NEAR(factor * unit_.highest + shift, loose_reach, 1e-12);
}

// The last unit gives the intercept where each hidden unit has its mean value, and the units of a
// later layer bend about there; of relu none is off where the inputs are at their means.
TEST_P(Starts, RandomOnesAreCentred) {
  constexpr std::size_t units = 400;
  const objective::NetworkObjective objective = network({units, units});
  const network::Layout& layout = objective.layout();
  const std::vector<double> point = random_start(objective, 0.75, 1, 1);
  const double mean = GetParam() == Activation::tanh ? 0.0 : 0.5;
  const auto at_mean = [&](std::size_t layer, std::size_t unit) {
    double z = point[layout.flat_index(layer, 0, unit)];
    for (std::size_t k = 1; k <= units; ++k) z += mean * point[layout.flat_index(layer, k, unit)];
    return z;
  };
  EXPECT_NEAR(at_mean(2, 0), 0.75, 1e-12);
  double square = 0.0;
  for (std::size_t u = 0; u < units; ++u) square += at_mean(1, u) * at_mean(1, u) / units;
  const double width = GetParam() == Activation::logistic ? 1.0
                       : GetParam() == Activation::tanh   ? 0.5
                                                          : 0.1;
  EXPECT_NEAR(std::sqrt(square), width, 0.15 * width);
  for (std::size_t u = 0; u < units; ++u) {
    if (GetParam() != Activation::relu) continue;
    EXPECT_GE(point[layout.flat_index(0, 0, u)], 0.0);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Starts,
                         ::testing::Values(Activation::logistic, Activation::tanh,
                                           Activation::relu));

}  // namespace
}  // namespace odds::training
