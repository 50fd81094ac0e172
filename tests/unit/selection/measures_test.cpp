// SPDX-License-Identifier: Apache-2.0
//
// Measures on rows held out, against sums and pairs counted here; the mean over folds, its standard
// error and the choices against numbers made by hand.
#include "selection/measures.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace odds {
namespace {

using selection::Folds;
using selection::HeldOutMeasure;

struct Data {
  objective::ResponseRows rows;
  Folds folds;
  std::vector<double> z;
};

// Rows with weights, trials and ties in z, in three folds of unequal size; some do not count.
Data example(std::size_t count) {
  Data data;
  const std::size_t padded = (count + 7) / 8 * 8;
  data.rows.weight.assign(padded, 0.0);
  data.rows.trials.assign(padded, 0.0);
  data.rows.successes.assign(padded, 0.0);
  data.folds.of_row.assign(padded, selection::no_fold);
  data.folds.names = {"a", "b", "c"};
  data.folds.rows.assign(3, 0);
  data.folds.weights.assign(3, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    data.z.push_back(static_cast<double>((i * 37) % 19) / 4.0 - 2.25);
    if (i % 11 == 5) continue;
    const std::uint32_t fold = i % 7 == 0 ? 2 : static_cast<std::uint32_t>(i % 2);
    data.rows.weight[i] = 0.5 + static_cast<double>(i % 5);
    data.rows.trials[i] = static_cast<double>(1 + i % 3);
    data.rows.successes[i] = static_cast<double>((i * 5 + i / 3) % (1 + i % 3 + 1));
    data.folds.of_row[i] = fold;
    ++data.folds.rows[fold];
    data.folds.weights[fold] += data.rows.weight[i] * data.rows.trials[i];
  }
  return data;
}

// Each measure by its definition, in plain double and libm.
double deviance_of(const Data& data, std::uint32_t fold) {
  double sum = 0;
  for (std::size_t i = 0; i < data.z.size(); ++i) {
    if (data.folds.of_row[i] != fold) continue;
    const double p = 1.0 / (1.0 + std::exp(-data.z[i]));
    const double s = data.rows.successes[i], m = data.rows.trials[i];
    sum -= 2 * data.rows.weight[i] * (s * std::log(p) + (m - s) * std::log(1 - p));
  }
  return sum / data.folds.weights[fold];
}

double misclassification_of(const Data& data, std::uint32_t fold) {
  double sum = 0;
  for (std::size_t i = 0; i < data.z.size(); ++i) {
    if (data.folds.of_row[i] != fold) continue;
    const double s = data.rows.successes[i], m = data.rows.trials[i];
    sum += data.rows.weight[i] * (data.z[i] >= 0 ? m - s : s);
  }
  return sum / data.folds.weights[fold];
}

double auc_of(const Data& data, std::uint32_t fold) {
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < data.z.size(); ++i) {
    for (std::size_t j = 0; j < data.z.size(); ++j) {
      if (data.folds.of_row[i] != fold || data.folds.of_row[j] != fold) continue;
      const double events = data.rows.weight[i] * data.rows.successes[i];
      const double others = data.rows.weight[j] * (data.rows.trials[j] - data.rows.successes[j]);
      pairs += events * others;
      if (data.z[i] > data.z[j]) won += events * others;
      if (data.z[i] == data.z[j]) won += 0.5 * events * others;
    }
  }
  return won / pairs;
}

TEST(HeldOutMeasure, IsWhatItsDefinitionSays) {
  const Data data = example(300);
  for (std::uint32_t fold = 0; fold < 3; ++fold) {
    const auto value = [&](Measure measure) {
      return HeldOutMeasure(measure, data.rows, data.folds, 2).by_fold(data.z)[fold];
    };
    EXPECT_NEAR(value(Measure::deviance), deviance_of(data, fold), 1e-13);
    EXPECT_NEAR(value(Measure::misclassification), misclassification_of(data, fold), 1e-14);
    EXPECT_NEAR(value(Measure::auc), auc_of(data, fold), 1e-14);
  }
}

TEST(HeldOutMeasure, HasTheSameBitsForAnyNumberOfThreads) {
  const Data data = example(30'000);
  for (const Measure measure : {Measure::deviance, Measure::auc, Measure::misclassification}) {
    const auto one = HeldOutMeasure(measure, data.rows, data.folds, 1).by_fold(data.z);
    EXPECT_EQ(one, HeldOutMeasure(measure, data.rows, data.folds, 4).by_fold(data.z));
  }
}

TEST(HeldOutMeasure, ExtremePredictorsCostWhatTheySay) {
  Data data = example(24);
  for (std::size_t i = 0; i < 24; ++i) {
    data.rows.trials[i] = data.rows.weight[i] > 0 ? 1.0 : 0.0;
    data.rows.successes[i] = i % 4 < 2 ? data.rows.trials[i] : 0.0;
    const double far = i % 3 == 0 ? 1.7e308 : 800.0;
    data.z[i] = data.rows.successes[i] > 0 ? far : -far;
  }
  for (const double value :
       HeldOutMeasure(Measure::deviance, data.rows, data.folds, 1).by_fold(data.z)) {
    EXPECT_EQ(value, 0.0);
  }
}

TEST(HeldOutMeasure, RefusesAnAreaWithoutPairs) {
  Data data = example(40);
  for (std::size_t i = 0; i < 40; ++i) {
    if (data.folds.of_row[i] == 2) data.rows.successes[i] = 0;
  }
  EXPECT_THROW(HeldOutMeasure(Measure::auc, data.rows, data.folds, 1), Error);
  EXPECT_NO_THROW(HeldOutMeasure(Measure::deviance, data.rows, data.folds, 1));
}

// In Python: w = [1, 2, 5]; v = [0.5, 0.75, 0.25]; m = sum(w v) / 8 = 0.40625;
// sqrt(sum(w (v - m)^2) / 8 / 2) = 0.1514899955442603
TEST(OverFolds, WeighsFoldsAndTheirSpread) {
  const CrossValidationPoint point = selection::over_folds({0.5, 0.75, 0.25}, {1, 2, 5});
  EXPECT_DOUBLE_EQ(point.mean, 0.40625);
  EXPECT_NEAR(point.std_error, 0.1514899955442603, 1e-15);
  EXPECT_EQ(point.by_fold.size(), 3U);
}

std::vector<CrossValidationPoint> curve(const std::vector<double>& means, double std_error) {
  std::vector<CrossValidationPoint> points;
  for (const double mean : means) points.push_back({mean, std_error, {}});
  return points;
}

TEST(Choice, TakesTheBestAndTheLargestPenaltyWithinOneStandardError) {
  const auto points = curve({1.0, 0.8, 0.65, 0.6, 0.5, 0.5, 0.55}, 0.125);
  EXPECT_EQ(selection::best_point(points, Measure::deviance), 4U);  // of equal ones the first
  EXPECT_EQ(selection::one_standard_error_point(points, 4, Measure::deviance), 3U);
  EXPECT_EQ(selection::best_point(points, Measure::auc), 0U);
  EXPECT_EQ(selection::one_standard_error_point(points, 0, Measure::auc), 0U);
}

TEST(Choice, OfAreasTheLargestIsTheBest) {
  const auto points = curve({0.5, 0.75, 0.875, 1.0, 0.9}, 0.125);
  EXPECT_EQ(selection::best_point(points, Measure::auc), 3U);
  EXPECT_EQ(selection::one_standard_error_point(points, 3, Measure::auc), 2U);
  EXPECT_EQ(selection::best_point(points, Measure::misclassification), 0U);
}

}  // namespace
}  // namespace odds
