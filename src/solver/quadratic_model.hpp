// SPDX-License-Identifier: Apache-2.0
//
// The minimum of a quadratic model with an elastic net, coordinate by coordinate:
//
//   minimise over theta   g'(theta - at) + (s/2) (theta - at)'H (theta - at) + sum_j P_j(theta_j)
//
// Sweeps over all coordinates alternate with work on those that are not at a kink or a bound: few
// sweeps, then Newton's step for them, as far as no sign changes. A sweep keeps the model's
// gradient c = g + s H (theta - at) up to date.
//
// Friedman, Hastie & Tibshirani (2010), Regularization paths for generalized linear models via
// coordinate descent ("covariance updates").
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "penalty/elastic_net.hpp"

namespace odds::solver {

// n coordinates; the arrays outlive the model.
struct QuadraticModel {
  std::size_t n = 0;
  const double* curvature = nullptr;  // H (n, n), symmetric
  double scale = 1.0;                 // s
  std::span<const double> gradient;   // g
  std::span<const double> at;
  std::span<const penalty::ElasticNet> penalties;
};

struct ModelMinimum {
  std::vector<double> point;
  std::vector<double> gradient;  // c: of the smooth part of the model, there
  double decrement = 0;          // s (point - at)'H (point - at)
};

// From `start` on. The minimum is exact to rounding where Newton's step is taken for the last time.
ModelMinimum minimise_model(const QuadraticModel& model, std::vector<double> start);

}  // namespace odds::solver
