// SPDX-License-Identifier: Apache-2.0
//
// Minima of quadratic models with elastic nets and bounds: the conditions of an optimum.
#include "solver/quadratic_model.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace odds::solver {
namespace {

using penalty::ElasticNet;

struct Example {
  // `rows` below n: a singular curvature. `mix` draws the columns together.
  Example(std::size_t n, std::size_t rows, double mix, std::uint64_t seed) : size(n) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> x(rows, std::vector<double>(n));
    for (auto& row : x) {
      const double common = normal(random);
      for (double& value : row) value = mix * common + (1.0 - mix) * normal(random);
    }
    matrix.assign(n * n, 0.0);
    for (const auto& row : x) {
      for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) matrix[a * n + b] += row[a] * row[b];
      }
    }
    // In the range of the curvature, as the gradient of a loss is: a minimum exists.
    gradient.assign(n, 0.0);
    for (const auto& row : x) {
      const double residual = 3.0 * normal(random);
      for (std::size_t j = 0; j < n; ++j) gradient[j] += residual * row[j];
    }
    for (std::size_t j = 0; j < n; ++j) {
      at.push_back(j % 3 == 0 ? normal(random) : 0.0);
    }
    penalties.assign(n, ElasticNet{5.0, 0.0});
  }
  QuadraticModel model() const { return {size, matrix.data(), 0.7, gradient, at, penalties}; }

  std::size_t size;
  std::vector<double> matrix, gradient, at;
  std::vector<ElasticNet> penalties;
};

// How far a coordinate is from its own minimum, given the others.
void expect_optimal(const Example& example, const ModelMinimum& minimum) {
  const std::size_t n = example.size;
  for (std::size_t j = 0; j < n; ++j) {
    double c = example.gradient[j];
    for (std::size_t k = 0; k < n; ++k) {
      c += 0.7 * example.matrix[j * n + k] * (minimum.point[k] - example.at[k]);
    }
    EXPECT_NEAR(minimum.gradient[j], c, 1e-9);
    const double h = 0.7 * example.matrix[j * n + j];
    const double t = minimum.point[j];
    EXPECT_NEAR(example.penalties[j].minimiser(t, c, h), t, 1e-6) << j;
    EXPECT_GE(t, example.penalties[j].low);
    EXPECT_LE(t, example.penalties[j].high);
  }
}

TEST(QuadraticModel, LassoIsOptimal) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Example example(20, 40, 0.0, seed);
    expect_optimal(example, minimise_model(example.model(), example.at));
  }
}

TEST(QuadraticModel, CorrelatedColumnsAreOptimal) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Example example(30, 60, 0.9, seed);
    expect_optimal(example, minimise_model(example.model(), std::vector<double>(30, 0.0)));
  }
}

TEST(QuadraticModel, SingularCurvaturesAreOptimal) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Example example(40, 15, 0.3, seed);
    expect_optimal(example, minimise_model(example.model(), example.at));
  }
}

TEST(QuadraticModel, BoundsFreeColumnsAndRidgeAreOptimal) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    Example example(24, 50, 0.5, seed);
    for (std::size_t j = 0; j < example.size; ++j) {
      if (j % 4 == 0) example.penalties[j] = ElasticNet{0.0, 0.0};
      if (j % 4 == 1) example.penalties[j].l2 = 3.0;
      if (j % 4 == 2) example.penalties[j].low = 0.0;
      if (j % 8 == 3) example.penalties[j] = ElasticNet{1.0, 0.0, 0.1, 0.3};
    }
    expect_optimal(example, minimise_model(example.model(), example.at));
  }
}

TEST(ElasticNet, ConjugatesAreSuprema) {
  const ElasticNet nets[] = {{1.0, 2.0}, {0.5, 0.0, -1.0, 2.0}, {0.0, 1.0, 0.5, 3.0}, {2.0, 0.3}};
  for (const ElasticNet& net : nets) {
    for (const double v : {-7.0, -1.5, -0.2, 0.0, 0.4, 1.2, 6.0}) {
      double most = -std::numeric_limits<double>::infinity();
      for (int k = -400'000; k <= 400'000; ++k) {
        const double t = k * 1e-4;
        if (t >= net.low && t <= net.high) most = std::max(most, v * t - net.value(t));
      }
      EXPECT_NEAR(net.conjugate(v), most, 1e-6);
    }
  }
  EXPECT_TRUE(std::isinf(ElasticNet({1.0, 0.0}).conjugate(1.5)));
  EXPECT_EQ(ElasticNet({1.0, 0.0}).conjugate(-0.5), 0.0);
}

}  // namespace
}  // namespace odds::solver
