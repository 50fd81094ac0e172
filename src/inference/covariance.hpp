// SPDX-License-Identifier: Apache-2.0
//
// Covariance of the estimates, held as standard errors and directions. With the curvature H = L L'
// at the estimate, a functional a'theta~ has the vector u = L^-1 a, and
//
//   oim              cov(a, b) = u_a'u_b            (the inverse of X'diag(w f m p q)X)
//   robust, cluster  cov(a, b) = u_a'K u_b,  K = factor L^-1 M L^-T,  M the products of the scores
//
// K = C'C turns the second into the first for C u. The covariance itself is never formed, because
// it overflows at extreme units: directions have unit length, and their products are correlations.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "inference/functionals.hpp"
#include "inference/robust.hpp"
#include "objective/view.hpp"

namespace odds::inference {

struct Covariance {
  std::vector<double> std_errors;  // by functional, in the user's units; NaN without an estimate
  // By functional, of length 1 (0 where the standard error is); empty without an estimate.
  std::vector<std::vector<double>> directions;

  // (count, count) row major: the products of the directions; NaN without an estimate.
  std::vector<double> correlations() const;
};

// `curvature` is in the coordinates of the view, and so are the scores. `has_estimate[t]` tells
// which functionals the view determines. Empty vectors where the curvature is singular to working
// precision.
Covariance covariance(const std::vector<double>& curvature, const objective::View& view,
                      const std::vector<Functional>& functionals,
                      const std::vector<bool>& has_estimate,
                      const std::optional<ScoreProducts>& scores);

// The functional's weights over the columns of the view.
std::vector<double> over_columns(const objective::View& view, const std::vector<double>& weights);

}  // namespace odds::inference
