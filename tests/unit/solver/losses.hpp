// SPDX-License-Identifier: Apache-2.0
//
// Losses with known minima, for the solvers that need value and gradient alone.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "solver/first_order.hpp"

namespace odds::solver {

inline double norm(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum);
}

// Counts the evaluations of what it is given.
class CountedLoss : public MeanLoss {
 public:
  using Function = std::function<double(const std::vector<double>&, std::vector<double>&)>;
  CountedLoss(std::size_t dimension, Function function)
      : dimension_(dimension), function_(std::move(function)) {}

  std::size_t dimension() const override { return dimension_; }
  double evaluate(const std::vector<double>& point, std::vector<double>& gradient) const override {
    ++evaluations;
    gradient.assign(dimension_, 0.0);
    return function_(point, gradient);
  }

  mutable int evaluations = 0;

 private:
  std::size_t dimension_;
  Function function_;
};

// 1 + sum_j c_j (x_j + x_{j+1} / 2 - 1)^2 / 2 with c_j from 1 to `condition`: its minimum, 1, is
// where each bracket is 0, and its axes are not the coordinates'.
inline CountedLoss quadratic(std::size_t n, double condition) {
  return CountedLoss(
      n, [n, condition](const std::vector<double>& x, std::vector<double>& gradient) {
        double value = 1.0;
        for (std::size_t j = 0; j < n; ++j) {
          const double share = n > 1 ? static_cast<double>(j) / static_cast<double>(n - 1) : 0.0;
          const double curvature = std::pow(condition, share);
          const double next = j + 1 < n ? x[j + 1] : 0.0;
          const double bracket = x[j] + 0.5 * next - 1.0;
          value += 0.5 * curvature * bracket * bracket;
          gradient[j] += curvature * bracket;
          if (j + 1 < n) gradient[j + 1] += 0.5 * curvature * bracket;
        }
        return value;
      });
}

// Where each bracket of quadratic() is 0.
inline std::vector<double> quadratic_minimum(std::size_t n) {
  std::vector<double> x(n, 1.0);
  for (std::size_t j = n - 1; j-- > 0;) x[j] = 1.0 - 0.5 * x[j + 1];
  return x;
}

// Minimum 0 at (1, 1), at the end of a bent valley.
inline CountedLoss rosenbrock() {
  return CountedLoss(2, [](const std::vector<double>& x, std::vector<double>& gradient) {
    const double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
    gradient = {-2.0 * a - 400.0 * x[0] * b, 200.0 * b};
    return a * a + 100.0 * b * b;
  });
}

// -mean log-likelihood of eight rows (1, x), written out.
struct EightRows {
  static constexpr double x[8] = {-2.0, -1.5, -1.0, -0.2, 0.3, 0.9, 1.4, 2.5};
  static constexpr double y[8] = {0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0};
  // Adds value and gradient of a row to `gradient`.
  static double row(int i, const std::vector<double>& theta, std::vector<double>& gradient,
                    double weight) {
    const double z = theta[0] + theta[1] * x[i];
    const double residual = 1.0 / (1.0 + std::exp(-z)) - y[i];
    gradient[0] += weight * residual;
    gradient[1] += weight * residual * x[i];
    return weight * (std::log1p(std::exp(-std::fabs(z))) + std::max(z, 0.0) - y[i] * z);
  }
};

inline CountedLoss logistic() {
  return CountedLoss(2, [](const std::vector<double>& theta, std::vector<double>& gradient) {
    double value = 0.0;
    for (int i = 0; i < 8; ++i) value += EightRows::row(i, theta, gradient, 1.0 / 8.0);
    return value;
  });
}

// By Newton's method, to rounding.
inline std::vector<double> logistic_minimum() {
  std::vector<double> theta{0.0, 0.0};
  for (int step = 0; step < 50; ++step) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (int i = 0; i < 8; ++i) {
      const double p = 1.0 / (1.0 + std::exp(-theta[0] - theta[1] * EightRows::x[i]));
      const double q = p * (1.0 - p);
      g0 += p - EightRows::y[i];
      g1 += (p - EightRows::y[i]) * EightRows::x[i];
      h00 += q;
      h01 += q * EightRows::x[i];
      h11 += q * EightRows::x[i] * EightRows::x[i];
    }
    const double determinant = h00 * h11 - h01 * h01;
    theta[0] -= (h11 * g0 - h01 * g1) / determinant;
    theta[1] -= (h00 * g1 - h01 * g0) / determinant;
  }
  return theta;
}

}  // namespace odds::solver
