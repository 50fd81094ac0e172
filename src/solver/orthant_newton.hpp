// SPDX-License-Identifier: Apache-2.0
//
// Newton's method with conjugate gradients for an elastic net with bounds over many columns:
//
//   minimise  F(theta) = -log L(theta) + sum_j P_j(theta_j)
//
// A coefficient that is not 0 stays on its side of 0 during a step; one that is 0 and whose
// gradient exceeds l1_j may leave it to the side that F falls on; the others, and those that press
// against a bound, keep still. On what is left, F is smooth, and conjugate gradients with the
// diagonal of H solve for Newton's step there. The step is cut off at 0 and at the bounds, and
// halved until F falls enough. Every product is one read of the data and nothing of the size of
// columns by columns is formed, so that working sets of ten thousands cost no more than their
// entries, in parallel; coordinate descent would take them one after another.
//
// Once the coefficients at 0 are found, steps are Newton's on the others: the polish. The
// certificate is a duality gap (duality_gap.hpp) with the intercept minimised out.
//
// Sources: Andrew & Gao (2007), Scalable training of L1-regularized log-linear models, ICML;
// Keskar, Nocedal, Oztoprak & Wachter (2016), A second-order method for convex l1-regularized
// optimization with active-set prediction, Optim. Methods Softw. 31.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>

#include "objective/feature_likelihood.hpp"
#include "penalty/elastic_net.hpp"
#include "solver/trace.hpp"

namespace odds::solver {

struct OrthantOptions {
  double relative_gap = 1e-9;  // of the objective
  double polished = 1e-11;     // sqrt(g'M^-1 g) at the end, weights of mean 1
  std::int64_t max_iterations = 500;
  double nobs = 1;  // sum of f m: rescales weights to mean 1
  const RunOptions* run = nullptr;
};

struct [[nodiscard]] OrthantOutcome {
  bool converged = false;
  std::string stop_reason;  // gap, max_iterations, line_search, interrupted
  std::int64_t iterations = 0;
  std::int64_t products = 0;  // reads of the data
  std::vector<double> coefficients;
  std::vector<double> gradient;  // of the smooth part of the total objective there
  double likelihood = 0;
  double value = 0;      // with the penalty
  double decrement = 0;  // sqrt(g'M^-1 g) over the coefficients that may move, weights of mean 1
  double gap = 0;        // bound on the distance to the minimum, total objective
  Trace trace;
};

// The strengths of `objective` are the l2 of `penalties`. The start lies within the bounds.
OrthantOutcome orthant_newton(objective::FeatureLikelihood& objective,
                              const std::vector<penalty::ElasticNet>& penalties,
                              std::vector<double> start, const OrthantOptions& options);

}  // namespace odds::solver
