// SPDX-License-Identifier: Apache-2.0
//
// Quantiles of scores against those of numpy 2.4.6, quantile(x, q), rows repeated by frequency.
#include "evaluation/ranks/quantiles.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace odds::evaluation {
namespace {

struct Rows {
  explicit Rows(const std::vector<double>& z, std::vector<double> freq = {}) : scored(z.size()) {
    for (std::size_t i = 0; i < z.size(); ++i) scored.data()[i] = {z[i], i << 1U};
    columns.weight = std::move(freq);
  }
  ScoreQuantiles quantiles(double nobs, const std::vector<double>& shares) const {
    return score_quantiles(Ranking(scored, scored.size(), columns), nobs, shares);
  }

  ScoredRows scored;
  RowColumns columns;
};

void expect_values(const ScoreQuantiles& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.values.size(), expected.size());
  for (std::size_t q = 0; q < expected.size(); ++q) EXPECT_DOUBLE_EQ(found.values[q], expected[q]);
}

TEST(ScoreQuantiles, AreThoseOfNumpy) {
  const ScoreQuantiles found =
      Rows({1, 2, 4, 8, 16}).quantiles(5, {0.95, 0.05, 0.275, 0.5, 0.725, 0, 1});
  expect_values(found, {14.4, 1.2, 2.2, 4, 7.6, 1, 16});
  EXPECT_EQ(found.distinct, 5U);
  EXPECT_EQ(found.lowest, 1);
  EXPECT_EQ(found.highest, 16);
}

TEST(ScoreQuantiles, CountFrequencies) {
  const ScoreQuantiles found = Rows({1, 5, 5}, {3, 1, 1}).quantiles(5, {0.5, 0.6, 0.75, 1});
  expect_values(found, {1, 2.6, 5, 5});
  EXPECT_EQ(found.distinct, 2U);
}

TEST(ScoreQuantiles, OfOneRowAndOfInfiniteScores) {
  expect_values(Rows({3}).quantiles(1, {0, 0.4, 1}), {3, 3, 3});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  expect_values(Rows({-infinity, 0, infinity}).quantiles(3, {0.25, 0.5, 0.75}), {-infinity, 0, 0});
}

}  // namespace
}  // namespace odds::evaluation
