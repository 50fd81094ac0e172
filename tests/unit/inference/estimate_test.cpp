// SPDX-License-Identifier: Apache-2.0
//
// Estimates on small tables in memory: redundancy, separation, limits, certificates.
#include "inference/estimate.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "inference/functionals.hpp"
#include "inference/infer.hpp"

namespace odds::inference {
namespace {

using Columns = std::vector<std::pair<std::string, std::vector<double>>>;

struct Fitted {
  Estimate estimate;
  Inference inference;
  std::vector<design::DesignTerm> terms;
  std::vector<DroppedTerm> dropped;
};

Fitted run_fit(const Columns& columns, EstimateOptions options = {}) {
  Table table;
  for (const auto& [name, values] : columns) table.add_numbers(name, values);
  options.target = "y";
  const RunOptions run{1, nullptr};
  design::Design design(table, options, run);
  Fitted fitted;
  fitted.estimate = estimate(design, options, run);
  InferenceOptions wanted;
  static_cast<EstimateOptions&>(wanted) = options;
  fitted.inference = infer(design, fitted.estimate, wanted, run);
  fitted.terms = design.terms();
  fitted.dropped = design.dropped();
  return fitted;
}

// y drawn from a logistic model in x1, x2.
Columns random_columns(std::size_t rows, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Columns columns{{"y", {}}, {"x1", {}}, {"x2", {}}};
  for (std::size_t i = 0; i < rows; ++i) {
    const double x1 = std::round(normal(random) * 100) / 100;
    const double x2 = std::round(normal(random) * 100) / 100;
    columns[1].second.push_back(x1);
    columns[2].second.push_back(x2);
    const double p = 1 / (1 + std::exp(-(0.3 + x1 - 0.5 * x2)));
    columns[0].second.push_back(uniform(random) < p ? 1 : 0);
  }
  return columns;
}

std::string refusal(const Columns& columns) {
  try {
    static_cast<void>(run_fit(columns));
  } catch (const Error& error) {
    return error.code() + "|" + error.message();
  }
  return "none";
}

TEST(Estimate, ProvesThatItFoundTheMinimum) {
  const Fitted fitted = run_fit(random_columns(500, 1));
  EXPECT_TRUE(fitted.estimate.converged);
  EXPECT_EQ(fitted.estimate.stop_reason, "decrement");
  EXPECT_LT(fitted.estimate.certificate.max_error_in_se, 1e-12);
  EXPECT_LT(fitted.estimate.certificate.objective_gap, 1e-24);
}

TEST(Estimate, NamesACollinearColumnAsAnEquation) {
  Columns columns = random_columns(200, 2);
  std::vector<double> sum, twice;
  for (std::size_t i = 0; i < 200; ++i) {
    sum.push_back(columns[1].second[i] + columns[2].second[i]);
    twice.push_back(3 - 2 * columns[1].second[i]);
  }
  columns.emplace_back("S", sum);
  columns.emplace_back("T", twice);
  const Fitted with = run_fit(columns);
  const Fitted without = run_fit(random_columns(200, 2));
  ASSERT_EQ(with.dropped.size(), 2U);
  EXPECT_EQ(with.dropped[0].equation, "S = x1 + x2");
  EXPECT_EQ(with.dropped[1].equation, "T = -2 x1 + 3");
  EXPECT_EQ(with.dropped[0].reason, "collinear");
  ASSERT_EQ(with.estimate.notes.size(), 2U);
  EXPECT_EQ(with.estimate.notes[0].code, "column.collinear");
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(with.estimate.coefficients[t], without.estimate.coefficients[t], 1e-12);
  }
}

TEST(Estimate, KeepsAColumnThatIsNearlyButNotExactlyACombination) {
  Columns columns = random_columns(200, 3);
  std::vector<double> near = columns[1].second;
  near[7] += 1e-5;  // far above the rounding of numbers of size one
  near[90] -= 2e-5;
  near[150] += 1e-5;
  columns.emplace_back("near", near);
  EstimateOptions options;
  const Fitted fitted = run_fit(columns, options);
  EXPECT_TRUE(fitted.dropped.empty());
  EXPECT_TRUE(fitted.estimate.converged);
  EXPECT_GT(fitted.estimate.condition_number, 1e8);
  ASSERT_EQ(fitted.estimate.notes.size(), 1U);
  EXPECT_EQ(fitted.estimate.notes[0].code, "design.nearly_collinear");
}

TEST(Estimate, DropsConstants) {
  Columns columns = random_columns(50, 4);
  columns.emplace_back("c", std::vector<double>(50, 7.5));
  const Fitted fitted = run_fit(columns);
  ASSERT_EQ(fitted.dropped.size(), 1U);
  EXPECT_EQ(fitted.dropped[0].reason, "constant");
  ASSERT_EQ(fitted.estimate.notes.size(), 1U);
  EXPECT_EQ(fitted.estimate.notes[0].code, "column.constant");
}

TEST(Separation, IsCompleteWhenAColumnTellsAll) {
  const std::string text =
      refusal({{"y", {0, 0, 0, 1, 1, 1}}, {"x1", {1, 2, 3, 5, 6, 7}}, {"x2", {3, 2, 2, 0, -1, 4}}});
  EXPECT_EQ(text.substr(0, 20), "separation.complete|");
  EXPECT_NE(text.find("\"x1\""), std::string::npos);
  EXPECT_NE(text.find("x1 >= 5"), std::string::npos);
  EXPECT_NE(text.find("x1 <= 3"), std::string::npos);
}

TEST(Separation, IsFoundInACombinationOfColumns) {
  // No column separates alone; x1 + x2 > 0 does.
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  Columns columns{{"y", {}}, {"x1", {}}, {"x2", {}}, {"x3", {}}};
  for (int i = 0; i < 300; ++i) {
    const double x1 = normal(random);
    const double x2 = normal(random);
    columns[0].second.push_back(x1 + x2 > 0 ? 1 : 0);
    columns[1].second.push_back(x1);
    columns[2].second.push_back(x2);
    columns[3].second.push_back(normal(random));
  }
  EXPECT_EQ(refusal(columns).substr(0, 19), "separation.complete");
  // One row on the wrong side, far inside: a minimum exists.
  columns[0].second[0] = 1 - columns[0].second[0];
  EXPECT_EQ(refusal(columns), "none");
}

TEST(Separation, IsQuasiCompleteWhenRowsLieOnTheBoundary) {
  const std::string text = refusal({{"y", {0, 0, 1, 0, 1, 1, 1}}, {"x1", {1, 2, 3, 3, 3, 5, 6}}});
  EXPECT_EQ(text.substr(0, 17), "separation.quasi|");
  EXPECT_NE(text.find("\"x1\""), std::string::npos);
}

TEST(Separation, DoesNotBlameNearlySeparatedData) {
  // Overlap by a hair, relative 1e-6: the estimates are huge but finite.
  const Fitted fitted =
      run_fit({{"y", {0, 0, 0, 1, 0, 1, 1, 1}}, {"x1", {1, 2, 3, 4, 4.000001, 5, 6, 7}}});
  EXPECT_TRUE(fitted.estimate.converged);
}

TEST(Separation, ShowsTheLimitWhenAllowed) {
  EstimateOptions options;
  options.separation = SeparationPolicy::allow;
  // z = 1 only with events; the rest is an ordinary fit of x on the other rows.
  const std::vector<double> y{0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1};
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 2.5, 2.2, 3, 1, 7};
  const std::vector<double> z{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
  const Fitted limit = run_fit({{"y", y}, {"x", x}, {"z", z}}, options);
  const auto head = [](const std::vector<double>& v) {
    return std::vector<double>(v.begin(), v.begin() + 8);
  };
  const Fitted rest = run_fit({{"y", head(y)}, {"x", head(x)}});
  ASSERT_EQ(limit.estimate.limits, (std::vector<std::string>{"", "", "+inf"}));
  EXPECT_TRUE(limit.estimate.separated);
  EXPECT_TRUE(std::isnan(limit.estimate.coefficients[2]));
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_NEAR(limit.estimate.coefficients[t], rest.estimate.coefficients[t], 1e-12);
    EXPECT_NEAR(limit.inference.std_errors[t], rest.inference.std_errors[t], 1e-12);
  }
  EXPECT_NEAR(limit.estimate.log_likelihood, rest.estimate.log_likelihood, 1e-12);
}

TEST(GradientDescent, ReachesNewtonsAnswer) {
  EstimateOptions options;
  options.solver = Solver::gradient_descent;
  const Fitted descent = run_fit(random_columns(300, 6), options);
  const Fitted newton = run_fit(random_columns(300, 6));
  EXPECT_TRUE(descent.estimate.converged);
  EXPECT_GT(descent.estimate.iterations, newton.estimate.iterations);
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(descent.estimate.coefficients[t], newton.estimate.coefficients[t], 1e-11);
  }
}

TEST(GradientDescent, SaysWhenAStepIsTooLarge) {
  EstimateOptions options;
  options.solver = Solver::gradient_descent;
  options.step = 1e6;
  options.max_iterations = 500;
  const Fitted fitted = run_fit(random_columns(100, 7), options);
  EXPECT_FALSE(fitted.estimate.converged);
}

TEST(GradientDescent, FindsSeparationToo) {
  EstimateOptions options;
  options.solver = Solver::gradient_descent;
  EXPECT_THROW(run_fit({{"y", {0, 0, 1, 1}}, {"x", {1, 2, 3, 4}}}, options), Error);
}

TEST(Newton, StopsAtTheLimitOfIterations) {
  EstimateOptions options;
  options.max_iterations = 1;
  const Fitted fitted = run_fit(random_columns(100, 8), options);
  EXPECT_FALSE(fitted.estimate.converged);
  EXPECT_EQ(fitted.estimate.stop_reason, "max_iterations");
  EXPECT_EQ(fitted.estimate.iterations, 1);
}

// Large enough to start from a sample of its blocks.
TEST(LargeTable, IsFittedOnAllItsRows) {
  Columns columns = random_columns(270'000, 9);
  // Present in one block only, which the sample of every sixteenth block does not see.
  std::vector<double> rare(270'000, 0.0);
  for (std::size_t i = block_rows; i < block_rows + 400; ++i) rare[i] = 1.0;
  const Fitted plain = run_fit(columns);
  EXPECT_TRUE(plain.estimate.converged);
  EXPECT_LT(plain.estimate.certificate.max_error_in_se, 1e-11);
  EXPECT_LE(plain.estimate.iterations, 5);
  columns.emplace_back("rare", rare);
  const Fitted with_rare = run_fit(columns);
  EXPECT_TRUE(with_rare.estimate.converged);
  EXPECT_TRUE(with_rare.dropped.empty());
  EXPECT_LT(with_rare.estimate.certificate.max_error_in_se, 1e-11);
  EXPECT_NEAR(with_rare.inference.std_errors[3], 1 / std::sqrt(400 * 0.2), 0.02);
  // The rare column explains one block; the others are as they were.
  EXPECT_NEAR(with_rare.estimate.coefficients[1], plain.estimate.coefficients[1], 1e-3);
}

TEST(AccurateDot, KeepsDigitsThroughCancellation) {
  EXPECT_EQ(accurate_dot({1e16, 1.0, -1e16}, {1.0, 1.0, 1.0}), 1.0);
}

}  // namespace
}  // namespace odds::inference
