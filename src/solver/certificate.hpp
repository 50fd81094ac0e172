// SPDX-License-Identifier: Apache-2.0
//
// The proof that a point is near the minimum.
//
// Let g, H be gradient and Hessian of the total penalised negative log-likelihood, weights rescaled
// to mean 1, lambda = sqrt(g'H^-1 g), R >= max over rows of sqrt(x'H^-1 x), u = R lambda. Because
// |log sigma'(z + d) - log sigma'(z)| <= |d|, u < 1 proves that a finite minimum exists, and then
//
//   F - F* <= [u + (1 - u) log(1 - u)] / R^2,
//   every coefficient is within -log(1 - u) / R of its standard errors of the exact one.
//
// Of several classes R is the largest over rows and pairs of classes, see loss/softmax.hpp.
#pragma once

#include <cstddef>
#include <vector>

#include "objective/smooth.hpp"
#include "solver/cholesky.hpp"

namespace odds::solver {

struct Proof {
  bool has_factor = false;          // H was positive definite to working precision
  double decrement = 0;             // lambda
  double radius = 0;                // R
  double u = 0;                     // R lambda; infinite where has_factor is false
  double gradient_norm = 0;         // Euclidean, of the mean objective
  double objective_gap = 0;         // of the mean objective; NaN where u >= 1
  double max_error_in_se = 0;       // NaN where u >= 1
  std::vector<double> newton_step;  // -H^-1 g
};

// What turns the total objective into the mean one, and rescales weights to mean 1.
struct Scale {
  double sum_weights = 1;  // sum of w f m
  double nobs = 1;         // sum of f m
};

// The proof at the point of `evaluation`. `largest` holds max |x_j| over the used rows for each
// coordinate and `group` tells which coordinates exclude each other (levels of one factor share a
// number, others have their own): together they bound R without a pass over the data. Where that
// bound does not suffice and lambda < 1, R is computed exactly in one pass.
// The same without what depends on the radius: u is infinite.
Proof newton_step(const objective::Smooth& objective, const objective::Evaluation& evaluation,
                  const Scale& scale);

Proof prove(const objective::Smooth& objective, const objective::Evaluation& evaluation,
            const Scale& scale, const std::vector<double>& largest,
            const std::vector<std::size_t>& group);

// Sets what follows from radius and u.
void bound_error(const Scale& scale, Proof& proof);

}  // namespace odds::solver
