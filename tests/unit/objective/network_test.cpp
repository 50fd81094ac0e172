// SPDX-License-Identifier: Apache-2.0
//
// What is read off the rows beside the loss: scales, accuracy, what units do, the range of z; and
// batches, row by row on paper.
#include "objective/network.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "objective/batches.hpp"
#include "reference/network.hpp"

namespace odds::objective {
namespace {

// Six rows of trials, one without weight; the centre of x is its weighted mean.
struct Example {
  Example() {
    table.add_numbers("s", s);
    table.add_numbers("m", m);
    table.add_numbers("x", x);
    table.add_codes("c", c, {"p", "q"});
    table.add_numbers("w", w);
    table.add_numbers("o", o);
    DesignOptions options;
    options.target = "s/m";
    options.weights = "w";
    options.offset = "o";
    options.reference["c"] = "p";
    design = std::make_unique<design::Design>(table, options, RunOptions{1, nullptr});
  }
  const std::vector<double> s{0, 3, 1, 2, 1, 4}, m{2, 4, 1, 2, 3, 4};
  const std::vector<double> x{-2, -1, 0, 1, 2, 100}, w{1, 2, 3, 2, 1, 0};
  const std::vector<double> o{5, -5, 0, 0, 0, 0};
  const std::vector<std::uint32_t> c{0, 1, 0, 1, 0, 1};
  Table table;
  std::unique_ptr<design::Design> design;
};

NetworkObjective objective_of(const Example& example, std::vector<std::size_t> hidden,
                              Activation activation, RowFlags kept_apart = nullptr,
                              penalty::Ridge ridge = penalty::Ridge()) {
  return {*example.design,
          shape_over(*example.design, std::move(hidden), activation),
          std::vector<double>(example.design->inner_count(), 1.0),
          std::move(ridge),
          std::move(kept_apart),
          1};
}

RowFlags flags(std::vector<std::uint8_t> values) {
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(values));
}

// Inner columns: ones, x~, and c = q.
std::size_t inner_of(const Example& example, design::TermKind kind) {
  for (const design::DesignTerm& term : example.design->terms()) {
    if (term.kind == kind) return term.inner;
  }
  return 0;
}

double inner_x(const Example& example, std::size_t i) {
  for (const design::DesignTerm& term : example.design->terms()) {
    if (term.kind != design::TermKind::number) continue;
    return std::ldexp(example.x[i] - term.centre, term.exponent);
  }
  return 0.0;
}

TEST(InputScales, AreWeightedStandardDeviationsOfNumbers) {
  const Example example;
  double weight = 0.0, sum = 0.0, square = 0.0;
  for (std::size_t i = 0; i < 6; ++i) {
    weight += example.w[i] * example.m[i];
    sum += example.w[i] * example.m[i] * inner_x(example, i);
  }
  for (std::size_t i = 0; i < 6; ++i) {
    const double distance = inner_x(example, i) - sum / weight;
    square += example.w[i] * example.m[i] * distance * distance;
  }
  const std::vector<double> scales = input_scales(*example.design, 2);
  const std::size_t x = inner_of(example, design::TermKind::number);
  EXPECT_NEAR(scales[x], std::sqrt(square / weight), 1e-14);
  for (std::size_t k = 0; k < scales.size(); ++k) {
    if (k == x) continue;
    EXPECT_EQ(scales[k], 1.0) << k;
  }
}

// At a point of zeros z is the offset: p >= 1/2 in all rows but the second, ties included.
TEST(NetworkActivity, CountsTrialsByWeightAndTiesAsEvents) {
  const Example example;
  const NetworkObjective objective = objective_of(example, {2}, Activation::relu);
  const NetworkActivity all = objective.activity(std::vector<double>(objective.dimension(), 0.0));
  EXPECT_EQ(all.weight, 1 * 2 + 2 * 4 + 3 * 1 + 2 * 2 + 1 * 3);
  EXPECT_EQ(all.right, 1 * 0 + 2 * (4 - 3) + 3 * 1 + 2 * 2 + 1 * 1);
  const NetworkObjective part =
      objective_of(example, {2}, Activation::relu, flags({0, 0, 1, 0, 1, 0}));
  const NetworkActivity training = part.activity(std::vector<double>(part.dimension(), 0.0));
  EXPECT_EQ(training.weight, 1 * 2 + 2 * 4 + 2 * 2);
  EXPECT_EQ(training.right, 0 + 2 + 4);
}

// Rows without weight and rows kept apart say nothing of a unit.
TEST(NetworkActivity, HasTheLargestValueAndSlopeOfEachUnit) {
  const Example example;
  const std::size_t x = inner_of(example, design::TermKind::number);
  const NetworkObjective objective =
      objective_of(example, {2}, Activation::tanh, flags({0, 0, 0, 0, 1, 0}));
  std::vector<double> point(objective.dimension(), 0.0);
  point[objective.layout().flat_index(0, x, 0)] = 1.0;
  point[objective.layout().flat_index(0, 0, 1)] = 2.0;
  const NetworkActivity found = objective.activity(point);
  double value = 0.0, slope = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double a = std::tanh(inner_x(example, i));
    value = std::max(value, std::fabs(a));
    slope = std::max(slope, 1.0 - a * a);
  }
  EXPECT_LT(std::tanh(inner_x(example, 3)), value);  // the largest is that of a negative number
  EXPECT_NEAR(found.largest_value[0][0], value, 1e-15);
  EXPECT_NEAR(found.largest_slope[0][0], slope, 1e-15);
  EXPECT_NEAR(found.largest_value[0][1], std::tanh(2.0), 1e-15);
  EXPECT_NEAR(found.largest_slope[0][1], 1.0 - std::tanh(2.0) * std::tanh(2.0), 1e-15);
}

TEST(PredictorRange, IsOfTheTrainingRowsWithoutOffset) {
  const Example example;
  const std::size_t x = inner_of(example, design::TermKind::number);
  for (const bool keeps_first : {false, true}) {
    const std::uint8_t first = keeps_first ? 1 : 0;
    const NetworkObjective unit =
        objective_of(example, {}, Activation::logistic, flags({first, 0, 0, 0, 0, 0}));
    std::vector<double> point(unit.dimension(), 0.0);
    point[0] = 0.25;
    point[x] = 3.0;
    const auto [low, high] = unit.predictor_range(point);
    EXPECT_NEAR(low, 0.25 + 3.0 * inner_x(example, keeps_first ? 1 : 0), 1e-14);
    EXPECT_NEAR(high, 0.25 + 3.0 * inner_x(example, 4), 1e-14);
  }
}

// x = -1 in the first of two blocks and 0 in the second, but for one row of 2 in the first.
TEST(PredictorRange, AndActivityAreOfAllBlocks) {
  std::vector<double> x(2 * block_rows, 0.0), y(2 * block_rows, 0.0);
  std::fill_n(x.begin(), block_rows, -1.0);
  x[5] = 2.0;
  for (std::size_t i = 0; i < y.size(); i += 2) y[i] = 1.0;
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  DesignOptions options;
  options.target = "y";
  const design::Design design(table, options, RunOptions{1, nullptr});
  const double centre = design.terms()[1].centre;
  const double unit_of_x = std::ldexp(1.0, design.terms()[1].exponent);
  const NetworkObjective unit(design, shape_over(design, {}, Activation::logistic), {1.0, 1.0},
                              penalty::Ridge(), nullptr, 2);
  const auto [low, high] = unit.predictor_range({centre, 1.0 / unit_of_x});
  EXPECT_NEAR(low, -1.0, 1e-12);
  EXPECT_NEAR(high, 2.0, 1e-12);
  const NetworkObjective network(design, shape_over(design, {1}, Activation::tanh), {1.0, 1.0},
                                 penalty::Ridge(), nullptr, 2);
  const NetworkActivity found = network.activity({centre, 1.0 / unit_of_x, 0.0, 1.0});
  EXPECT_NEAR(found.largest_slope[0][0], 1.0, 1e-12);
  EXPECT_NEAR(found.largest_value[0][0], std::tanh(2.0), 1e-12);
  EXPECT_EQ(found.weight, static_cast<double>(2 * block_rows));
}

// (n / (b W)) times the sum over the rows of a batch, and the penalty over W: a batch of one row at
// a time, of rows that are learned from.
TEST(Batches, OfSingleRowsAreTheRowsOnPaper) {
  const Example example;
  const std::size_t x = inner_of(example, design::TermKind::number);
  std::vector<double> strengths{0.0, 2.0, 3.0};
  const RowFlags kept_apart = flags({0, 0, 1, 0, 0, 0});
  const NetworkObjective unit =
      objective_of(example, {}, Activation::logistic, kept_apart, penalty::Ridge(strengths));
  Batches batches(*example.design, unit, kept_apart, 1, 1);
  const double weight = 1 * 2 + 2 * 4 + 2 * 2 + 1 * 3;
  EXPECT_EQ(batches.row_count(), 4U);
  EXPECT_EQ(batches.batch_count(), 4U);
  EXPECT_EQ(batches.sum_weights(), weight);
  std::vector<double> point{0.5, -0.25, 0.125};
  const double penalty = 0.5 * (2.0 * 0.0625 + 3.0 * 0.015625) / weight;
  std::vector<double> wanted;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    const std::size_t level = x == 1 ? 2 : 1;
    const double z = point[0] + point[x] * inner_x(example, i) +
                     (example.c[i] == 1 ? point[level] : 0.0) + example.o[i];
    const double loss = reference::network_loss(z, example.w[i], example.m[i], example.s[i]);
    wanted.push_back(4.0 / weight * loss + penalty);
  }
  batches.shuffle(1, 0);
  std::vector<double> found, gradient;
  for (std::size_t k = 0; k < 4; ++k) found.push_back(batches.evaluate(k, point, gradient));
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found[k], wanted[k], 1e-14);
}

// The gradient of a batch is that of its value: differences of a quadratic's precision.
TEST(Batches, HaveThePenaltyInTheirGradient) {
  const Example example;
  const NetworkObjective free = objective_of(example, {}, Activation::logistic);
  const NetworkObjective bound =
      objective_of(example, {}, Activation::logistic, nullptr, penalty::Ridge({0.0, 2.0, 3.0}));
  Batches without(*example.design, free, nullptr, 2, 1);
  Batches with(*example.design, bound, nullptr, 2, 1);
  without.shuffle(1, 0);
  with.shuffle(1, 0);
  const std::vector<double> point{0.5, -0.25, 0.125};
  std::vector<double> plain, penalised;
  for (std::size_t k = 0; k < with.batch_count(); ++k) {
    const double difference =
        with.evaluate(k, point, penalised) - without.evaluate(k, point, plain);
    EXPECT_NEAR(difference, 0.5 * (2.0 * 0.0625 + 3.0 * 0.015625) / with.sum_weights(), 1e-15);
    EXPECT_EQ(penalised[0], plain[0]);
    EXPECT_NEAR(penalised[1] - plain[1], -2.0 * 0.25 / with.sum_weights(), 1e-15);
    EXPECT_NEAR(penalised[2] - plain[2], 3.0 * 0.125 / with.sum_weights(), 1e-15);
  }
}

// The same batches for the same seed and epoch, whatever came before; others for another.
TEST(Batches, AreDrawnBySeedAndEpoch) {
  std::vector<double> x, y;
  for (int i = 0; i < 64; ++i) {
    x.push_back(i);
    y.push_back(i % 3 == 0 ? 1.0 : 0.0);
  }
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  DesignOptions options;
  options.target = "y";
  const design::Design design(table, options, RunOptions{1, nullptr});
  const NetworkObjective unit(design, shape_over(design, {}, Activation::logistic), {1.0, 1.0},
                              penalty::Ridge(), nullptr, 1);
  Batches batches(design, unit, nullptr, 8, 1);
  const auto first_of = [&](std::uint64_t seed, std::int64_t epoch) {
    std::vector<double> gradient;
    batches.shuffle(seed, epoch);
    return batches.evaluate(0, {0.1, 0.2}, gradient);
  };
  const double one = first_of(1, 1);
  EXPECT_NE(first_of(1, 2), one);
  EXPECT_NE(first_of(2, 1), one);
  EXPECT_EQ(first_of(1, 1), one);
}

}  // namespace
}  // namespace odds::objective
