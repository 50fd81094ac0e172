// SPDX-License-Identifier: Apache-2.0
//
// Rows made of the model alone: their values are the model's, their walks those of explain().
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/explanation.hpp>
#include <odds/model.hpp>

#include "unit/model/files.hpp"
#include "unit/model/small_model.hpp"

namespace odds::tests {
namespace {

// z = 1 + 2 x + 3 [g = b]
FittedModel one_unit() {
  FittedModel model = small_model();
  model.target = "y";
  model.event = "yes";
  model.non_event = "no";
  model.sum_weights = 4;
  for (ColumnEncoding& column : model.columns) {
    if (column.name == "x") column.fill = 0.5;
  }
  return model;
}

Effect shares_of_g(double a, double b) {
  Effect effect;
  effect.column = "g";
  EffectPoint first, second;
  first.level = "a";
  first.share = a;
  second.level = "b";
  second.share = b;
  effect.points = {first, second};
  return effect;
}

double sigma(double z) { return 1 / (1 + std::exp(-z)); }

TEST(TypicalRows, OfOneUnitIsOneRow) {
  const std::vector<TypicalRow> rows = typical_rows(one_unit(), {}, RunOptions());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].name, "the typical row");
  EXPECT_DOUBLE_EQ(rows[0].walk.z, 2.0);  // the mean of x, the reference of g
  ASSERT_TRUE(rows[0].walk.outcome.has_value());
  EXPECT_EQ(rows[0].walk.outcome->successes, 1.0);
  EXPECT_NEAR(rows[0].walk.gradient, (sigma(2.0) - 1) / 4, 1e-15);
}

TEST(TypicalRows, TakeTheMostFrequentLevel) {
  EXPECT_DOUBLE_EQ(typical_rows(one_unit(), {shares_of_g(0.4, 0.6)}, {})[0].walk.z, 5.0);
  EXPECT_DOUBLE_EQ(typical_rows(one_unit(), {shares_of_g(0.6, 0.4)}, {})[0].walk.z, 2.0);
}

TEST(TypicalRows, WeightsOffsetAndTrialsAreMadeUpToo) {
  FittedModel model = one_unit();
  model.weights = "w";
  model.freq_weights = "f";
  model.offset = "o";
  model.trials = "m";
  const std::vector<TypicalRow> rows = typical_rows(model, {}, {});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_DOUBLE_EQ(rows[0].walk.z, 2.0);
  ASSERT_TRUE(rows[0].walk.outcome.has_value());
  EXPECT_EQ(rows[0].walk.outcome->weight, 1.0);
  EXPECT_EQ(rows[0].walk.outcome->trials, 1.0);
}

TEST(TypicalRows, NoneWhereNoRowCanBeWalked) {
  FittedModel classes = one_unit(), separated = one_unit();
  classes.classes = {"a", "b", "c"};
  separated.terms[1].limit = "+inf";
  EXPECT_TRUE(typical_rows(classes, {}, {}).empty());
  EXPECT_TRUE(typical_rows(separated, {}, {}).empty());
}

// Two numbers and a category; of the numbers the second matters more over one standard deviation.
FittedModel fitted_network(Columns& data) {
  std::vector<double> x, z, y;
  std::vector<std::string> g;
  for (int i = 0; i < 60; ++i) {
    x.push_back(i % 7);
    z.push_back(10.0 * (i % 5));
    g.push_back(i % 3 == 0 ? "a" : "b");
    y.push_back((i % 5 > 2) != (i % 11 == 0) ? 1 : 0);
  }
  data = rows_of(x, g);
  data.numbers("z", z);
  data.numbers("y", y);
  FitOptions options;
  options.target = "y";
  options.network.hidden = {2};
  options.network.starts = 1;
  options.max_iterations = 50;
  return fit(data.table(), options, {});
}

TEST(TypicalRows, OfANetworkMoveItsNumbersByOneStandardDeviation) {
  Columns data;
  const FittedModel model = fitted_network(data);
  const std::vector<TypicalRow> rows = typical_rows(model, {}, {});
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[1].name, "z one standard deviation lower");
  EXPECT_EQ(rows[2].name, "z one standard deviation higher");
  EXPECT_EQ(rows[3].name, "x one standard deviation lower");
  const auto value = [&](std::size_t row, const std::string& term) {
    for (const ExplainedInput& input : rows[row].walk.inputs) {
      if (input.term == term) return input.x + input.centre;
    }
    return not_applicable;
  };
  // 0, 10, 20, 30, 40, each twelve times.
  EXPECT_NEAR(value(0, "z"), 20.0, 1e-12);
  EXPECT_NEAR(value(1, "z"), 20.0 - std::sqrt(200.0), 1e-9);
  EXPECT_NEAR(value(2, "z"), 20.0 + std::sqrt(200.0), 1e-9);
  EXPECT_EQ(value(2, "x"), value(0, "x"));
  EXPECT_GT(rows[2].walk.probability, rows[1].walk.probability);
}

}  // namespace
}  // namespace odds::tests
