// SPDX-License-Identifier: Apache-2.0
#include "solver/dual_newton.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::solver {
namespace {

constexpr std::size_t n = 6, p = 8;
constexpr double strength = 0.7;

double x(std::size_t i, std::size_t j) {
  return j == 0 ? 1.0 : std::sin(1.0 + static_cast<double>(3 * i + i * j + 2 * j));
}

RowProblem rows_of() {
  RowProblem rows;
  rows.rows = n;
  rows.weight.assign(8, 0.0);
  rows.trials.assign(8, 0.0);
  rows.successes.assign(8, 0.0);
  rows.offset.assign(n, 0.25);
  rows.free.assign(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    rows.weight[i] = rows.trials[i] = 1.0;
    rows.successes[i] = i % 2 == 0 ? 1.0 : 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      double sum = 0;
      for (std::size_t j = 1; j <= p; ++j) sum += x(i, j) * x(k, j) / strength;
      rows.kernel.push_back(sum);
    }
  }
  rows.through_columns = [kernel = rows.kernel](const std::vector<double>& alpha) {
    std::vector<double> result(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) result[i] += kernel[i * n + k] * alpha[k];
    }
    return result;
  };
  return rows;
}

// After one step as at the end: decrement and radius are those of the columns' gradient and
// Hessian.
TEST(DualNewton, ProvesWhatThePrimalWould) {
  for (const std::int64_t steps : {0, 1, 2}) {
    Problem problem;
    problem.scale = {static_cast<double>(n), static_cast<double>(n)};
    problem.max_iterations = steps;
    const RowOutcome found = dual_newton(rows_of(), problem, {0.1});
    std::vector<double> theta(p + 1, found.free.at(0));
    for (std::size_t j = 1; j <= p; ++j) {
      theta[j] = 0;
      for (std::size_t i = 0; i < n; ++i) theta[j] += x(i, j) * found.alpha[i] / strength;
    }
    std::vector<double> gradient(p + 1, 0.0), hessian((p + 1) * (p + 1), 0.0);
    for (std::size_t j = 1; j <= p; ++j) {
      gradient[j] = strength * theta[j];
      hessian[j * (p + 1) + j] = strength;
    }
    for (std::size_t i = 0; i < n; ++i) {
      double z = 0.25;
      for (std::size_t j = 0; j <= p; ++j) z += x(i, j) * theta[j];
      const double probability = 1 / (1 + std::exp(-z));
      for (std::size_t j = 0; j <= p; ++j) {
        gradient[j] += (probability - (i % 2 == 0 ? 1 : 0)) * x(i, j);
        for (std::size_t k = 0; k <= p; ++k) {
          hessian[j * (p + 1) + k] += probability * (1 - probability) * x(i, j) * x(i, k);
        }
      }
    }
    const auto factor = Cholesky::factor(hessian, p + 1);
    const Proof& proof = found.outcome.proof;
    EXPECT_NEAR(proof.decrement, factor->inverse_norm(gradient), 1e-12);
    double radius = 0, without_free = 0;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> row;
      for (std::size_t j = 0; j <= p; ++j) row.push_back(x(i, j));
      radius = std::max(radius, factor->inverse_norm(row));
      row[0] = 0;
      without_free = std::max(without_free, dot(row, row) / strength);
    }
    EXPECT_GE(proof.radius, radius);
    EXPECT_GT(proof.radius, std::sqrt(without_free) * 1.001);
    EXPECT_EQ(proof.newton_step.size(), 1U);
  }
}

}  // namespace
}  // namespace odds::solver
