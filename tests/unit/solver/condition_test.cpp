// SPDX-License-Identifier: Apache-2.0
#include "solver/condition.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <Eigen/Dense>

namespace odds::solver {
namespace {

// A Gram matrix of correlated columns, in units that differ by powers of ten.
std::vector<double> correlated(std::size_t n, double share) {
  std::mt19937_64 random(n);
  std::normal_distribution<double> normal;
  std::vector<double> gram(n * n, 0.0);
  for (std::size_t row = 0; row < 2 * n; ++row) {
    const double common = normal(random);
    std::vector<double> x(n);
    for (std::size_t j = 0; j < n; ++j) {
      x[j] = (normal(random) + share * common) * std::pow(10.0, static_cast<double>(j % 7));
    }
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) gram[j * n + k] += x[j] * x[k];
    }
  }
  return gram;
}

// By the eigenvalues of the whole matrix.
double by_definition(const std::vector<double>& matrix, std::size_t n) {
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd scaled(size, size);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) {
      scaled(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k)) =
          matrix[j * n + k] / std::sqrt(matrix[j * n + j] * matrix[k * n + k]);
    }
  }
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(scaled).eigenvalues();
  return values(size - 1) / values(0);
}

TEST(ConditionNumber, OfSmallMatrices) {
  EXPECT_EQ(scaled_condition_number({}, 0), 1.0);
  EXPECT_NEAR(scaled_condition_number({1e300, 0.5, 0.5, 1e-300}, 2), 3.0, 1e-12);
  EXPECT_TRUE(std::isinf(scaled_condition_number({1.0, 1.0, 1.0, 1.0}, 2)));
}

TEST(ConditionNumber, OfLargeMatricesIsTheRatioOfTheirEigenvalues) {
  for (const std::size_t n : {95U, 96U, 200U}) {
    for (const double share : {0.0, 3.0, 100.0}) {
      const std::vector<double> matrix = correlated(n, share);
      const double expected = by_definition(matrix, n);
      EXPECT_NEAR(scaled_condition_number(matrix, n), expected, 1e-8 * expected)
          << n << " " << share;
    }
  }
}

TEST(ConditionNumber, OfALargeSingularMatrixIsInfinite) {
  constexpr std::size_t n = 120;
  std::vector<double> matrix = correlated(n, 1.0);
  for (std::size_t k = 0; k < n; ++k) matrix[3 * n + k] = matrix[5 * n + k];
  for (std::size_t k = 0; k < n; ++k) matrix[k * n + 3] = matrix[k * n + 5];
  EXPECT_GT(scaled_condition_number(matrix, n), 1e14);
}

}  // namespace
}  // namespace odds::solver
