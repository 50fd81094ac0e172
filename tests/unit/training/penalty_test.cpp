// SPDX-License-Identifier: Apache-2.0
#include "training/penalty.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "objective/network.hpp"

namespace odds::training {
namespace {

// One column at odd units.
struct Example {
  explicit Example(bool intercept = true) {
    table.add_numbers("x", x);
    table.add_numbers("y", y);
    DesignOptions options;
    options.target = "y";
    options.intercept = intercept;
    design = std::make_unique<design::Design>(table, options, RunOptions{1, nullptr});
  }
  const std::vector<double> x{1000, 3000, 2000, 5000}, y{0, 1, 0, 1};
  Table table;
  std::unique_ptr<design::Design> design;
};

network::Shape shape_of(const Example& example, std::vector<std::size_t> hidden) {
  return objective::shape_over(*example.design, std::move(hidden), Activation::tanh);
}

DesignOptions of_strength(double l2) {
  DesignOptions options;
  options.l2 = l2;
  return options;
}

TEST(TrainingPenalty, OfStrengthZeroIsNone) {
  const Example example;
  EXPECT_FALSE(
      training_ridge(*example.design, shape_of(example, {2}), {1.0, 1.0}, of_strength(0.0), 1.0)
          .is_active());
}

TEST(TrainingPenalty, OfANetworkIsOnWeightsAndNotOnBiases) {
  const Example example;
  const network::Shape shape = shape_of(example, {2, 3});
  const penalty::Ridge ridge =
      training_ridge(*example.design, shape, {1.0, 7.0}, of_strength(5.0), 1.0);
  const network::Layout layout(shape);
  std::size_t biases = 0;
  for (std::size_t l = 0; l < 3; ++l) {
    const network::LayerLayout& layer = layout.layers()[l];
    for (std::size_t k = 0; k < layer.inputs; ++k) {
      for (std::size_t u = 0; u < layer.units; ++u) {
        EXPECT_EQ(ridge.curvature(layout.flat_index(l, k, u)), k == 0 ? 0.0 : 5.0);
        biases += k == 0 ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(biases, 6U);
}

// Where the coefficient in the user's units is beta, the penalty is strength beta^2 / 2.
TEST(TrainingPenalty, OfOneUnitIsInTheUsersUnits) {
  for (const bool intercept : {true, false}) {
    const Example example(intercept);
    const std::size_t x = intercept ? 1 : 0;
    const design::DesignTerm& term = example.design->terms()[x];
    ASSERT_EQ(term.inner, x);
    ASSERT_NE(term.exponent, 0);
    std::vector<double> scales(x + 1, 1.0);
    scales[x] = 0.75;
    const penalty::Ridge ridge =
        training_ridge(*example.design, shape_of(example, {}), scales, of_strength(5.0), 1.0);
    // A step of x by 1 changes x~ / s by 2^e / s.
    const double beta = 0.3;
    std::vector<double> point(x + 1, 2.0);
    point[x] = beta * 0.75 * std::ldexp(1.0, -term.exponent);
    EXPECT_NEAR(ridge.value(point), 0.5 * 5.0 * beta * beta, 1e-15);
  }
}

// At units where it would overflow it holds the coefficient at zero, and stays a number.
TEST(TrainingPenalty, IsFiniteAtExtremeUnits) {
  std::vector<double> x{1e-200, 3e-200, 2e-200, 5e-200}, y{0, 1, 0, 1};
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  DesignOptions options;
  options.target = "y";
  const design::Design design(table, options, {1, nullptr});
  const penalty::Ridge ridge =
      training_ridge(design, objective::shape_over(design, {}, Activation::logistic),
                     objective::input_scales(design, 1), of_strength(0.1), 1.0);
  EXPECT_GT(ridge.curvature(1), 0.1 * penalty::strongest_ridge);
  EXPECT_LE(ridge.curvature(1), penalty::strongest_ridge);
  EXPECT_EQ(ridge.curvature(0), 0.0);
}

}  // namespace
}  // namespace odds::training
