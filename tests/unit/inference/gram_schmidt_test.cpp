// SPDX-License-Identifier: Apache-2.0
#include "inference/gram_schmidt.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace odds::inference {
namespace {

using Vectors = std::vector<std::vector<double>>;

TEST(GramSchmidt, FactorsNearlyDependentVectors) {
  const Vectors vectors{{1, 2, 3, 4}, {1, 2, 3, 4 + 1e-9}, {0, 0, 5, 1}};
  const Orthonormal factors = orthonormalised(vectors);
  ASSERT_TRUE(factors.is_full_rank);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double dot = factors.coordinates(factors.basis[j])[i];
      EXPECT_NEAR(dot, i == j ? 1.0 : 0.0, 1e-15);
    }
    std::vector<double> column;
    for (std::size_t k = 0; k < 3; ++k) column.push_back(factors.upper[k * 3 + i]);
    const std::vector<double> again = factors.combination(column, 4);
    for (std::size_t r = 0; r < 4; ++r) EXPECT_NEAR(again[r], vectors[i][r], 1e-14);
  }
}

TEST(GramSchmidt, SolvesWithTheTriangle) {
  const Orthonormal factors = orthonormalised({{2, 0, 0}, {1, 3, 0}, {-1, 1, 4}});
  // T = [2 1 -1; 0 3 1; 0 0 4]
  EXPECT_EQ(factors.solve({2, 4, 4}), (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(factors.solve_transposed({2, 4, 4}), (std::vector<double>{1, 1, 1}));
}

TEST(GramSchmidt, KnowsDependentVectorsOfAnySize) {
  EXPECT_FALSE(orthonormalised({{1, 2, 3}, {2, 4, 6}}).is_full_rank);
  EXPECT_FALSE(orthonormalised({{1e-200, 2e-200, 0}, {1, 2, 0}}).is_full_rank);
  EXPECT_FALSE(orthonormalised({{0, 0, 0}}).is_full_rank);
  EXPECT_TRUE(orthonormalised({{1e-150, 0, 0}, {0, 1e150, 0}}).is_full_rank);
}

}  // namespace
}  // namespace odds::inference
