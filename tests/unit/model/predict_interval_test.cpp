// SPDX-License-Identifier: Apache-2.0
//
// Limits of predictions: the formula by hand, and where there are none.
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/logistic.hpp"
#include "unit/model/small_model.hpp"

namespace odds::tests {
namespace {

// var z = .75^2 + (.5 d)^2 + .5^2 + 2 (.75 .5 d .5 - .75 .5 .5 + .25 .5 d .5), d = x - 10.
TEST(PredictIntervals, AreMadeOnTheLogitScale) {
  const ProbabilityIntervals found =
      predict_intervals(model_with_errors(), rows_of({9}, {"b"}).table(), {}, one_thread());
  const double z = 1 + 18 + 3;
  const double variance = 0.5625 + 0.25 + 0.25 + 2 * (-0.75 * 0.25 - 0.75 * 0.25 - 0.25 * 0.25);
  const double width = 1.959963984540054 * std::sqrt(variance);
  EXPECT_DOUBLE_EQ(found.probability[0], kernels::sigma(z));
  EXPECT_DOUBLE_EQ(found.low[0], kernels::sigma(z - width));
  EXPECT_DOUBLE_EQ(found.high[0], kernels::sigma(z + width));
  PredictOptions options;
  options.interval_level = 50;
  const ProbabilityIntervals half =
      predict_intervals(model_with_errors(), rows_of({9}, {"b"}).table(), options, one_thread());
  EXPECT_GT(half.low[0], found.low[0]);
}

TEST(PredictIntervals, FarValuesDoNotOverflow) {
  const ProbabilityIntervals found = predict_intervals(
      model_with_errors(), rows_of({1e300, -1e300, missing}, {"b", "a", "a"}).table(), {},
      one_thread());
  EXPECT_EQ(found.probability[0], 1.0);
  EXPECT_EQ(found.high[0], 1.0);
  EXPECT_EQ(found.probability[1], 0.0);
  EXPECT_EQ(found.low[1], 0.0);
  EXPECT_FALSE(std::isnan(found.low[0]));
  EXPECT_TRUE(std::isnan(found.low[2]));
}

TEST(PredictIntervals, HugeCentresKeepTheirSpread) {
  FittedModel model = model_with_errors();
  model.columns[0].centre = 1e307;
  model.terms[1].estimate = 2e-307;
  model.terms[1].std_error = 0.5e-307;
  const ProbabilityIntervals found =
      predict_intervals(model, rows_of({-1e307}, {"a"}).table(), {}, one_thread());
  const double width =
      1.959963984540054 * std::sqrt(0.5625 + 1 - 2 * 0.5 * 0.75);  // d = -2e307, -1 in std. errors
  EXPECT_NEAR(found.low[0], kernels::sigma(21 - 4 - width), 1e-12);
  EXPECT_NEAR(found.high[0], kernels::sigma(21 - 4 + width), 1e-12);
  model.centred_intercept = 4;
  const ProbabilityIntervals middle =
      predict_intervals(model, rows_of({-1e307}, {"a"}).table(), {}, one_thread());
  EXPECT_NEAR(middle.low[0], kernels::sigma(-width), 1e-12);
}

TEST(PredictIntervals, SayWhyThereAreNone) {
  const Columns data = rows_of({1}, {"a"});
  const auto code = [&](const FittedModel& model, std::string* line) {
    return error_code([&] { predict_intervals(model, data.table(), {}, one_thread()); }, line);
  };
  std::string line;
  FittedModel model = model_with_errors();
  model.l2 = 1;
  EXPECT_EQ(code(model, &line), "predict.no_interval");
  EXPECT_NE(line.find("penalty"), std::string::npos) << line;
  model = model_with_errors();
  model.converged = false;
  EXPECT_EQ(code(model, &line), "predict.no_interval");
  EXPECT_NE(line.find("converge"), std::string::npos) << line;
  model = model_with_errors();
  model.centred_intercept_correlation.clear();
  EXPECT_EQ(code(model, &line), "predict.no_interval");
  model = model_with_errors();
  model.correlation.clear();
  EXPECT_EQ(code(model, &line), "predict.no_interval");
}

// Where correlations cancel to rounding, digits of the limits would be noise.
TEST(PredictIntervals, NoiseIsNotTold) {
  FittedModel model = model_with_errors();
  model.centred_intercept_correlation = {1, 0, -1};
  model.terms[2].std_error = 0.75;
  const ProbabilityIntervals found =
      predict_intervals(model, rows_of({10, 10}, {"b", "a"}).table(), {}, one_thread());
  EXPECT_TRUE(std::isnan(found.low[0]));
  EXPECT_FALSE(std::isnan(found.probability[0]));
  EXPECT_FALSE(std::isnan(found.low[1]));
}

// A row that needs a term without a finite estimate has no limits; the others have theirs.
TEST(PredictIntervals, OfASeparatedModel) {
  Columns data;
  data.numbers("y", {1, 0, 1, 0, 1, 1, 1, 1});
  data.levels("g", {"a", "a", "a", "a", "b", "b", "b", "a"}, {"a", "b"});
  FitOptions fit_options = with_target("y");
  fit_options.separation = SeparationPolicy::allow;
  const FittedModel model = fit(data.table(), fit_options, one_thread());
  const ProbabilityIntervals found = predict_intervals(model, data.table(), {}, one_thread());
  EXPECT_EQ(found.probability[4], 1.0);
  EXPECT_TRUE(std::isnan(found.low[4]));
  EXPECT_NEAR(found.probability[0], 0.6, 1e-12);
  const double z = std::log(1.5);
  const double width = 1.959963984540054 * std::sqrt(1 / 3.0 + 1 / 2.0);
  EXPECT_NEAR(found.low[0], kernels::sigma(z - width), 1e-12);
  EXPECT_NEAR(found.high[0], kernels::sigma(z + width), 1e-12);
}

}  // namespace
}  // namespace odds::tests
