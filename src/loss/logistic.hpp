// SPDX-License-Identifier: Apache-2.0
//
// The logistic loss of one row, a function of its linear predictor z alone:
//
//   value      w [ s softplus(-z) + (m - s) softplus(z) ]  =  -w log( p^s (1 - p)^(m - s) )
//   residual   w [ (m - s) sigma(z) - s sigma(-z) ]        =   d value / dz  =  w (m p - s)
//   curvature  w m sigma(z) sigma(-z)                      =   d^2 value / dz^2
//
// All three come from z and never from a rounded p, so none overflows or takes the log of zero.
// Sigma and the logarithm are fused: the factor 1/(p (1 - p)) of dL/dp cancels against dp/dz.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/tile_kernels.hpp"

namespace odds::loss {

struct Logistic {
  // Of a tile of rows; `residual` and `curvature` may be null. Returns the sum of the values.
  static double evaluate(const kernels::ResponseTile& response, std::size_t rows,
                         const double* predictor, double* residual, double* curvature,
                         kernels::LookAhead* ahead = nullptr) {
    return kernels::logistic_loss(response, rows, predictor, residual, curvature, ahead);
  }

  // The smallest value a row can have: p = s/m. Zero for a plain yes/no row.
  static double saturated(double weight, double trials, double successes) {
    const double failures = trials - successes;
    if (weight == 0.0 || successes <= 0.0 || failures <= 0.0) return 0.0;
    return -weight *
           (successes * std::log(successes / trials) + failures * std::log(failures / trials));
  }
};

}  // namespace odds::loss
