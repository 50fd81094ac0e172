// SPDX-License-Identifier: Apache-2.0
#include "evaluation/column_quantiles.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace odds::tests {
namespace {

TEST(ColumnQuantiles, WeightsAreRepetitions) {
  std::vector<evaluation::WeightedValue> weighted = {{3, 2}, {1, 1}, {2, 3}, {7, 2}};
  std::vector<evaluation::WeightedValue> repeated = {{7, 1}, {2, 1}, {3, 1}, {2, 1},
                                                     {1, 1}, {7, 1}, {2, 1}, {3, 1}};
  const std::vector<double> shares = {0, 0.01, 0.125, 0.25, 0.5, 0.6, 0.75, 0.99, 1};
  const std::vector<double> expected = {1, 1, 1.5, 2, 2.5, 3, 5, 7, 7};
  EXPECT_EQ(evaluation::column_quantiles(weighted, shares), expected);
  EXPECT_EQ(evaluation::column_quantiles(repeated, shares), expected);
}

}  // namespace
}  // namespace odds::tests
