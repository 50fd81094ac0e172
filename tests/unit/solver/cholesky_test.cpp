// SPDX-License-Identifier: Apache-2.0
#include "solver/cholesky.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace odds::solver {
namespace {

std::vector<double> random_gram(std::size_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> gram(n * n, 0.0);
  for (std::size_t row = 0; row < 3 * n; ++row) {
    std::vector<double> x(n);
    for (double& value : x) value = normal(random);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) gram[j * n + k] += x[j] * x[k];
    }
  }
  return gram;
}

// The sizes lie on both sides of the panels and batches of 64.
class CholeskyOfSize : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Sizes, CholeskyOfSize, testing::Values(1, 12, 63, 64, 65, 130));

TEST_P(CholeskyOfSize, SolvesAndInverts) {
  const std::size_t n = GetParam();
  const std::vector<double> gram = random_gram(n, 1);
  const auto factor = Cholesky::factor(gram, n);
  ASSERT_TRUE(factor);
  std::vector<double> b(n);
  for (std::size_t j = 0; j < n; ++j) b[j] = static_cast<double>(j) - 4.0;
  const std::vector<double> x = factor->solve(b);
  double quadratic = 0.0;
  for (std::size_t j = 0; j < n; ++j) {
    double product = 0.0;
    for (std::size_t k = 0; k < n; ++k) product += gram[j * n + k] * x[k];
    EXPECT_NEAR(product, b[j], 1e-11);
    quadratic += x[j] * b[j];
  }
  EXPECT_NEAR(factor->inverse_norm(b), std::sqrt(quadratic), 1e-12 * std::sqrt(quadratic));
  const std::vector<double> root = factor->inverse_root_diagonal();
  const std::vector<double> lower = factor->lower();
  std::vector<double> unit(n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    unit[j] = 1.0;
    EXPECT_NEAR(root[j] * root[j], factor->solve(unit)[j], 1e-13);
    unit[j] = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      double product = 0.0;
      for (std::size_t i = 0; i < n; ++i) product += lower[j * n + i] * lower[k * n + i];
      EXPECT_NEAR(product, gram[j * n + k], 1e-12 * std::sqrt(gram[j * n + j] * gram[k * n + k]));
    }
  }
}

TEST(Cholesky, DoesNotMindTheScaleOfColumns) {
  const std::vector<double> gram{1e300, 0.5, 0.5, 1e-300};
  const auto factor = Cholesky::factor(gram, 2);
  ASSERT_TRUE(factor);
  EXPECT_NEAR(factor->inverse_root_diagonal()[0] * 1e150, std::sqrt(4.0 / 3.0), 1e-14);
}

TEST(Cholesky, RefusesSingularMatrices) {
  EXPECT_FALSE(Cholesky::factor({1.0, 1.0, 1.0, 1.0}, 2));
  EXPECT_FALSE(Cholesky::factor({1.0, 0.0, 0.0, 0.0}, 2));
  EXPECT_FALSE(Cholesky::factor({1.0, NAN, NAN, 1.0}, 2));
}

}  // namespace
}  // namespace odds::solver
