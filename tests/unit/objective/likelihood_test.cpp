// SPDX-License-Identifier: Apache-2.0
//
// The objective: gradient and curvature against differences, factors against dummy columns, views.
#include "objective/likelihood.hpp"

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace odds::objective {
namespace {

constexpr std::size_t rows = 5000;  // more than one block, and not a multiple of a tile

// A number and two categories; the same categories as 0/1 columns in a second table.
struct Example {
  Example() {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < rows; ++i) {
      x.push_back(normal(random));
      a.push_back(static_cast<std::uint32_t>(random() % 3));
      b.push_back(static_cast<std::uint32_t>(random() % 4));
      y.push_back(normal(random) + 0.5 * x.back() > 0 ? 1.0 : 0.0);
      for (std::uint32_t level = 1; level < 3; ++level) a_dummy[level - 1].push_back(a[i] == level);
      for (std::uint32_t level = 1; level < 4; ++level) b_dummy[level - 1].push_back(b[i] == level);
    }
    coded.add_numbers("y", y);
    coded.add_numbers("x", x);
    coded.add_codes("a", a, {"p", "q", "r"});
    coded.add_codes("b", b, {"s", "t", "u", "v"});
    dummies.add_numbers("y", y);
    dummies.add_numbers("x", x);
    for (std::size_t k = 0; k < 2; ++k) dummies.add_numbers("a" + std::to_string(k), a_dummy[k]);
    for (std::size_t k = 0; k < 3; ++k) dummies.add_numbers("b" + std::to_string(k), b_dummy[k]);
  }
  design::Design design(const Table& table) const {
    DesignOptions options;
    options.target = "y";
    return {table, options, RunOptions{1, nullptr}};
  }
  std::vector<double> x, y;
  std::vector<std::uint32_t> a, b;
  std::vector<double> a_dummy[2], b_dummy[3];
  Table coded, dummies;
};

const Example& example() {
  static const Example shared;
  return shared;
}

const std::vector<double> point{0.2, 0.4, -0.3, 0.6, 0.1, -0.2, 0.5};

// Two points in one pass: the first as evaluate() has it, bit by bit, and the predictor of the
// other.
TEST(Objective, EvaluatesBesideAnotherPoint) {
  const std::vector<double> other{-0.5, 0.1, 0.2, 0.3, -0.4, 0.6, 0.7};
  for (const bool expands : {false, true}) {
    const design::Design design = example().design(example().coded);
    View view;
    if (expands) {
      view.uses_all_columns = false;
      view.columns = {0, 1, 2, 3, 4, 5, 6};
    }
    const Objective objective(design, view, penalty::Ridge(), 2);
    const auto [at, sum] = objective.evaluate_beside(
        point, Order::curvature, other, 0.0, sizeof(double),
        [](Workspace& workspace, double& state) {
          for (std::size_t i = 0; i < workspace.tile().rows; ++i) {
            state += std::log1p(std::exp(workspace.predictor()[i])) -
                     workspace.tile().successes[i] * workspace.predictor()[i];
          }
        },
        [](double& left, double right) { left += right; });
    const Evaluation alone = objective.evaluate(point, Order::curvature);
    EXPECT_EQ(at.value, alone.value);
    EXPECT_EQ(at.gradient, alone.gradient);
    EXPECT_EQ(at.curvature, alone.curvature);
    EXPECT_NEAR(sum, objective.evaluate(other, Order::value).value, 1e-9);
  }
}

TEST(Objective, HasTheDerivativesOfItsValue) {
  const design::Design design = example().design(example().coded);
  const Objective objective(design, View(), penalty::Ridge({0, 1, 2, 3, 4, 5, 6}), 2);
  ASSERT_EQ(objective.dimension(), point.size());
  const Evaluation at = objective.evaluate(point, Order::curvature);
  constexpr double h = 1e-4;
  for (std::size_t j = 0; j < point.size(); ++j) {
    std::vector<double> up = point, down = point;
    up[j] += h;
    down[j] -= h;
    const Evaluation above = objective.evaluate(up, Order::gradient);
    const Evaluation below = objective.evaluate(down, Order::gradient);
    // Central differences: the error is of the order of h^2 times a third derivative below 0.1 n.
    EXPECT_NEAR((above.value - below.value) / (2 * h), at.gradient[j], 1e-4);
    for (std::size_t k = 0; k < point.size(); ++k) {
      EXPECT_NEAR((above.gradient[k] - below.gradient[k]) / (2 * h),
                  at.curvature[j * point.size() + k], 1e-4);
    }
  }
}

TEST(Objective, TreatsAFactorAsItsDummyColumns) {
  const design::Design coded = example().design(example().coded);
  const design::Design dummies = example().design(example().dummies);
  // In inner coordinates the dummies are scaled and centred: compare at zero, where the values and,
  // through the user's units, the derivatives of the levels agree.
  const Objective by_code(coded, View(), penalty::Ridge(), 3);
  View expanded;
  expanded.uses_all_columns = false;
  for (std::size_t j = 0; j < 7; ++j) expanded.columns.push_back(j);
  const Objective by_column(coded, expanded, penalty::Ridge(), 3);
  const Evaluation scattered = by_code.evaluate(point, Order::curvature);
  const Evaluation dense = by_column.evaluate(point, Order::curvature);
  EXPECT_NEAR(scattered.value, dense.value, 1e-9);
  for (std::size_t j = 0; j < 7; ++j) EXPECT_NEAR(scattered.gradient[j], dense.gradient[j], 1e-9);
  for (std::size_t j = 0; j < 49; ++j) {
    EXPECT_NEAR(scattered.curvature[j], dense.curvature[j], 1e-9);
  }
  const std::vector<double> gram = by_code.gram();
  const std::vector<double> gram_dense = by_column.gram();
  for (std::size_t j = 0; j < 49; ++j) EXPECT_NEAR(gram[j], gram_dense[j], 1e-9);
  EXPECT_EQ(gram[0], static_cast<double>(rows));
  const Objective plain(dummies, View(), penalty::Ridge(), 1);
  const std::vector<double> zero(7, 0.0);
  EXPECT_NEAR(plain.evaluate(zero, Order::value).value, by_code.evaluate(zero, Order::value).value,
              1e-9);
}

TEST(Objective, HasTheSameBitsForAnyNumberOfThreads) {
  const design::Design design = example().design(example().coded);
  const Evaluation one =
      Objective(design, View(), penalty::Ridge(), 1).evaluate(point, Order::curvature);
  for (const unsigned workers : {2U, 3U, 4U, 8U}) {
    const Evaluation many =
        Objective(design, View(), penalty::Ridge(), workers).evaluate(point, Order::curvature);
    EXPECT_EQ(many.value, one.value);
    EXPECT_EQ(many.gradient, one.gradient);
    EXPECT_EQ(many.curvature, one.curvature);
  }
}

TEST(Objective, LeavesOutExcludedRows) {
  const design::Design design = example().design(example().coded);
  auto flags = std::make_shared<std::vector<std::uint8_t>>(design.block_count() * block_rows);
  for (std::size_t i = 0; i < rows; i += 2) (*flags)[i] = 1;
  View odd;
  odd.excluded_rows = flags;
  auto rest = std::make_shared<std::vector<std::uint8_t>>(flags->size());
  for (std::size_t i = 1; i < rows; i += 2) (*rest)[i] = 1;
  View even;
  even.excluded_rows = rest;
  const auto value = [&](const View& view) {
    return Objective(design, view, penalty::Ridge(), 2).evaluate(point, Order::value).value;
  };
  EXPECT_NEAR(value(odd) + value(even), value(View()), 1e-9);
  EXPECT_GT(value(odd), 0.4 * value(View()));
}

}  // namespace
}  // namespace odds::objective
