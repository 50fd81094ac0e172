// SPDX-License-Identifier: Apache-2.0
//
// Newton's method with conjugate gradients inside a trust region, for a ridge over many columns:
//
//   minimise  F(theta) = -log L(theta) + (1/2) sum_j strength_j theta_j^2
//
// A step s minimises g's + s'Hs/2 over |s|_M <= radius by preconditioned conjugate gradients
// (Steihaug), each of which takes one product with H and no H. The preconditioner M is the exact H
// on the columns that weigh the most, kept as long as it serves, and the diagonal of H on the rest.
// Where all columns are few it is H itself, and a step is Newton's.
//
// Stops where the certificate says that |g|^2 / (2 strength) is small, and closes with steps that
// are solved the more exactly, until the gradient is at the level of rounding.
//
// Certificate. With the only free column, the intercept, minimised out, F is strongly convex in the
// norm |v|^2 = sum_j strength_j v_j^2, so that
//
//   F - F* <= (1/2) sum_j g_j^2 / strength_j   and   |theta - theta*|^2 <= sum_j g_j^2 / strength_j
//
// with what remains of the intercept's gradient added to both sides (newton_cg.cpp).
//
// Sources: Lin, Weng & Keerthi (2008), J. Machine Learning Research 9, 627-650; Hsia, Chiang & Lin
// (2018), Asian Conf. on Machine Learning 95, 312-326; Steihaug (1983), SIAM J. Numer. Anal. 20.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "objective/feature_likelihood.hpp"
#include "solver/trace.hpp"

namespace odds::solver {

struct NewtonCgOptions {
  double tolerance = 1e-12;  // stop at sum_j g_j^2 / strength_j <= tolerance, weights of mean 1
  double nobs = 1;           // sum of f m: rescales weights to mean 1
  std::int64_t max_iterations = 200;
  const RunOptions* run = nullptr;
};

struct [[nodiscard]] NewtonCgOutcome {
  bool converged = false;
  std::string stop_reason;  // gradient, max_iterations, line_search, interrupted
  std::int64_t iterations = 0;
  std::int64_t products = 0;  // reads of the data: evaluations and products with H
  std::vector<double> coefficients;
  std::vector<double> gradient;  // of the total objective there
  objective::FeatureLikelihood::Value value;
  double gap = 0;  // bound on the distance to the minimum, total objective; infinite: none
  Trace trace;
};

// `start` has one coefficient a column.
NewtonCgOutcome newton_cg(objective::FeatureLikelihood& objective, std::vector<double> start,
                          const NewtonCgOptions& options);

}  // namespace odds::solver
