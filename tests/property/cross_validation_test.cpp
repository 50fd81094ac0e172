// SPDX-License-Identifier: Apache-2.0
//
// Paths and cross-validation against what they stand for: single fits at each penalty, and refits
// with the rows of each fold at weight zero; the same bits for any number of threads.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>
#include <odds/selection.hpp>
#include <odds/table.hpp>

#include "base/random.hpp"

namespace odds {
namespace {

// Numbers that go together, levels, weights, an offset, folds.
struct Data {
  std::vector<std::vector<double>> numbers = std::vector<std::vector<double>>(5);
  std::vector<std::uint32_t> levels;
  std::vector<double> y, weight, count, shift, fold;

  std::size_t rows() const { return y.size(); }
};

Data simulate(std::size_t rows, std::uint64_t seed) {
  base::Random random(seed);
  Data data;
  for (std::size_t i = 0; i < rows; ++i) {
    const double common = random.normal();
    double z = -0.4;
    for (std::size_t j = 0; j < data.numbers.size(); ++j) {
      const double value =
          0.6 * common + random.normal() * (j == 2 ? 5.0 : 1.0) + (j == 3 ? 40 : 0);
      data.numbers[j].push_back(value);
      if (j < 2) z += (j == 0 ? 0.9 : -0.6) * value;
    }
    data.levels.push_back(static_cast<std::uint32_t>(random.below(3)));
    data.shift.push_back(0.3 * random.normal());
    z += data.levels.back() == 1 ? 0.7 : 0.0;
    data.y.push_back(random.uniform() < 1 / (1 + std::exp(-z - data.shift.back())) ? 1.0 : 0.0);
    data.weight.push_back(random.below(9) == 0 ? 0.0 : 0.5 + random.uniform());
    data.count.push_back(static_cast<double>(1 + random.below(2)));
    data.fold.push_back(static_cast<double>(random.below(4)));
  }
  return data;
}

Table table_of(const Data& data) {
  Table table;
  table.add_numbers("y", data.y);
  for (std::size_t j = 0; j < data.numbers.size(); ++j) {
    table.add_numbers("x" + std::to_string(j), data.numbers[j]);
  }
  table.add_codes("g", data.levels, {"a", "b", "c"});
  table.add_numbers("w", data.weight);
  table.add_numbers("f", data.count);
  table.add_numbers("o", data.shift);
  table.add_numbers("fold", data.fold);
  return table;
}

FitOptions question() {
  FitOptions options;
  options.target = "y";
  options.weights = "w";
  options.freq_weights = "f";
  options.offset = "o";
  options.drop = {"fold"};
  return options;
}

PathOptions grid(double mix) {
  PathOptions path;
  path.mix = mix;
  path.points = 7;
  path.min_ratio = 1e-3;
  // More than rounding lets every point prove: each goes as far as it can.
  path.gap_tolerance = 1e-16;
  return path;
}

RunOptions threads(unsigned count) {
  RunOptions run;
  run.threads = count;
  return run;
}

std::vector<double> estimates_of(const Path& path, std::size_t point) {
  std::vector<double> estimates(path.frame.terms.size() + 1, 0.0);
  const PathPoint& at = path.points[point];
  estimates[0] = at.intercept;
  for (std::size_t k = 0; k < at.terms.size(); ++k) {
    estimates[at.terms[k] + 1] = at.estimates[k];
  }
  return estimates;
}

class Mixes : public testing::TestWithParam<double> {};

TEST_P(Mixes, APathIsItsSingleFits) {
  const Data data = simulate(400, 5);
  const Table table = table_of(data);
  const Path path = fit_path(table, question(), grid(GetParam()), threads(2));
  ASSERT_EQ(path.points.size(), 7U);
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const PathPoint& point = path.points[i];
    FitOptions single = question();
    single.l1 = point.l1;
    single.l2 = point.l2;
    single.tolerance = 1e-18;
    const FittedModel model = fit(table, single, threads(2));
    EXPECT_NEAR(point.deviance, model.deviance, 1e-8 * model.deviance);
    EXPECT_NEAR(point.deviance_ratio, 1 - model.deviance / model.null_deviance, 1e-8);
    const std::vector<double> estimates = estimates_of(path, i);
    ASSERT_EQ(model.terms.size(), estimates.size());
    for (std::size_t t = 0; t < estimates.size(); ++t) {
      const double wanted = model.terms[t].estimate;
      EXPECT_NEAR(estimates[t], wanted, 1e-7 * std::max(1.0, std::fabs(wanted)))
          << i << " " << model.terms[t].term;
    }
  }
  if (GetParam() == 1.0) {
    EXPECT_TRUE(path.points.front().terms.empty());
    EXPECT_GE(path.points.back().terms.size(), 5U);
  }
}

// Twice the log-loss per unit of weight on the rows of one fold, from a model's probabilities.
double held_out_deviance(const FittedModel& model, const Table& table, const Data& data,
                         double fold) {
  const std::vector<double> p = predict(model, table, {}, threads(1));
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < data.rows(); ++i) {
    if (data.fold[i] != fold || data.weight[i] == 0) continue;
    const double w = data.weight[i] * data.count[i];
    sum -= 2 * w * std::log(data.y[i] > 0 ? p[i] : 1 - p[i]);
    weight += w;
  }
  return sum / weight;
}

TEST_P(Mixes, CrossValidationIsNaiveRefits) {
  const Data data = simulate(400, 6);
  const Table table = table_of(data);
  CrossValidationOptions validation;
  validation.fold_column = "fold";
  FitOptions options = question();
  options.drop.clear();
  const CrossValidation result =
      cross_validate(table, options, grid(GetParam()), validation, threads(2));
  ASSERT_EQ(result.folds.size(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(result.folds[k], std::to_string(k));
    Data rest = data;
    for (std::size_t i = 0; i < data.rows(); ++i) {
      if (data.fold[i] == static_cast<double>(k)) rest.weight[i] = 0;
    }
    const Table training = table_of(rest);
    for (std::size_t i = 0; i < result.points.size(); ++i) {
      FitOptions single = question();
      single.l1 = result.path.points[i].l1;
      single.l2 = result.path.points[i].l2;
      single.tolerance = 1e-18;
      const FittedModel model = fit(training, single, threads(2));
      EXPECT_NEAR(result.points[i].by_fold[k],
                  held_out_deviance(model, table, data, static_cast<double>(k)), 1e-8)
          << "fold " << k << " point " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Mixes, testing::Values(1.0, 0.5, 0.0));

// Where estimates move far from one penalty to the next, a curvature from afar proves nothing.
TEST(Path, ProvesEveryPointOfACoarseGridOverColumnsOfWideRange) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    base::Random random(seed);
    std::vector<std::vector<double>> numbers(3);
    std::vector<double> y;
    for (std::size_t i = 0; i < 400; ++i) {
      double z = -1;
      for (std::size_t j = 0; j < numbers.size(); ++j) {
        const double logarithm = 2.5 * random.normal();
        numbers[j].push_back(std::exp(logarithm));
        if (j < 2) z += (0.4 - 0.1 * static_cast<double>(j)) * logarithm;
      }
      y.push_back(random.uniform() < 1 / (1 + std::exp(-z)) ? 1.0 : 0.0);
    }
    Table table;
    table.add_numbers("y", y);
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      table.add_numbers("x" + std::to_string(j), numbers[j]);
    }
    FitOptions options;
    options.target = "y";
    PathOptions grid;
    grid.points = 12;
    for (const PathPoint& point : fit_path(table, options, grid, {}).points) {
      EXPECT_TRUE(point.converged) << "seed " << seed << ", lambda " << point.lambda;
      EXPECT_LT(point.iterations, 40);
    }
  }
}

TEST(CrossValidation, HasTheSameBitsForAnyNumberOfThreads) {
  const Data data = simulate(9000, 7);
  const Table table = table_of(data);
  PathOptions path;
  path.points = 12;
  const CrossValidation one = cross_validate(table, question(), path, {}, threads(1));
  for (const unsigned count : {2U, 4U}) {
    const CrossValidation other = cross_validate(table, question(), path, {}, threads(count));
    for (std::size_t i = 0; i < one.points.size(); ++i) {
      EXPECT_EQ(one.points[i].by_fold, other.points[i].by_fold) << i;
      EXPECT_EQ(one.path.points[i].estimates, other.path.points[i].estimates) << i;
      EXPECT_EQ(one.path.points[i].objective_gap, other.path.points[i].objective_gap) << i;
    }
    EXPECT_EQ(one.best, other.best);
    EXPECT_EQ(one.one_se, other.one_se);
  }
}

TEST(Paths, ReachTheirToleranceAndSaySo) {
  const Data data = simulate(500, 10);
  const Table table = table_of(data);
  for (const double mix : {1.0, 0.5, 0.0}) {
    PathOptions path;
    path.mix = mix;
    path.points = 30;
    for (const PathPoint& point : fit_path(table, question(), path, threads(2)).points) {
      EXPECT_TRUE(point.converged) << mix << " " << point.lambda;
      EXPECT_LE(point.objective_gap, 1e-8) << mix << " " << point.lambda;  // the null loss is < 1
    }
  }
}

TEST(Paths, PenaliseAConstantColumnThatIsNoIntercept) {
  const Data data = simulate(300, 11);
  const std::vector<double> ones(data.rows(), 1.0);
  Table table;
  table.add_numbers("y", data.y);
  table.add_numbers("x", data.numbers[0]);
  table.add_numbers("one", ones);
  FitOptions options;
  options.target = "y";
  options.intercept = false;
  PathOptions path;
  path.mix = 0.0;
  path.lambdas = {0.2};
  path.gap_tolerance = 1e-16;
  const Path found = fit_path(table, options, path, threads(1));
  options.l2 = 0.2;
  const FittedModel model = fit(table, options, threads(1));
  const std::vector<double> estimates = estimates_of(found, 0);
  ASSERT_EQ(estimates.size(), 3U);
  ASSERT_EQ(model.terms.size(), 2U);
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_NEAR(estimates[t + 1], model.terms[t].estimate, 1e-8);
  }
}

TEST(CrossValidation, RefitsTheChoice) {
  const Data data = simulate(300, 8);
  const Table table = table_of(data);
  CrossValidationOptions validation;
  validation.choice = Choice::one_se;
  const CrossValidation result = cross_validate(table, question(), {}, validation, threads(2));
  EXPECT_LE(result.one_se, result.best);
  EXPECT_EQ(result.chosen(), result.one_se);
  EXPECT_EQ(result.model.l1, result.path.points[result.one_se].l1);
  EXPECT_EQ(result.model.l2, 0.0);
  EXPECT_TRUE(result.model.converged);
  const CrossValidationPoint& best = result.points[result.best];
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    EXPECT_GE(result.points[i].mean, best.mean);
    if (i < result.one_se) {
      EXPECT_GT(result.points[i].mean, best.mean + best.std_error);
    }
  }
  EXPECT_LE(result.points[result.one_se].mean, best.mean + best.std_error);
}

TEST(CrossValidation, CountsRepeatedRowsAsWeights) {
  // A row of frequency 2 is held out with its twin: folds by column keep both together.
  Data data = simulate(200, 9);
  const Table table = table_of(data);
  FitOptions options = question();
  options.drop.clear();
  CrossValidationOptions validation;
  validation.fold_column = "fold";
  const CrossValidation counted = cross_validate(table, options, grid(0.5), validation, threads(2));
  Data repeated = data;
  for (std::size_t i = 0; i < data.rows(); ++i) {
    if (data.count[i] != 2) continue;
    for (std::size_t j = 0; j < data.numbers.size(); ++j) {
      repeated.numbers[j].push_back(data.numbers[j][i]);
    }
    repeated.levels.push_back(data.levels[i]);
    repeated.y.push_back(data.y[i]);
    repeated.weight.push_back(data.weight[i]);
    repeated.shift.push_back(data.shift[i]);
    repeated.fold.push_back(data.fold[i]);
  }
  repeated.count.assign(repeated.y.size(), 1.0);
  const Table longer = table_of(repeated);
  const CrossValidation other = cross_validate(longer, options, grid(0.5), validation, threads(2));
  for (std::size_t i = 0; i < counted.points.size(); ++i) {
    EXPECT_NEAR(counted.points[i].mean, other.points[i].mean, 1e-8);
    EXPECT_NEAR(counted.points[i].std_error, other.points[i].std_error, 1e-8);
  }
}

}  // namespace
}  // namespace odds
