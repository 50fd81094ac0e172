// SPDX-License-Identifier: Apache-2.0
//
// The minimisations behind estimate_classes(), one for each kind of problem.
#pragma once

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "inference/class_estimate.hpp"
#include "inference/class_separation.hpp"
#include "objective/classes.hpp"

namespace odds::inference {

// The most coefficients whose curvature is formed.
inline constexpr std::size_t most_curved = 5000;

// The ridge of every equation and what settles their common shift, in the coordinates of the
// design. Empty without a penalty.
objective::ClassPenalty class_penalty(const design::Design& design, const EstimateOptions& options,
                                      unsigned workers);

// The strengths of the ridge of one equation, by inner column; all 0 without one.
std::vector<double> ridge_of(const design::Design& design, const EstimateOptions& options,
                             unsigned workers);

// What a certificate needs to know of the columns (inference/bounds.hpp), for every equation.
solver::Problem class_problem(const design::Design& design, const objective::View& view,
                              std::size_t equation_count, unsigned workers);

// The null model as a start, equation by equation over the inner columns, to three digits.
std::vector<double> class_start(const design::Design& design, const ClassNullModel& null,
                                std::size_t equation_count);

// Newton's method, or with Solver::lbfgs and gradient_descent a descent to the same proof. `gram`
// is that of the inner columns. Throws Error{refused} where the classes are separated.
ClassMinimum minimise_curved(const design::Design& design, const std::vector<double>& gram,
                             const ClassNullModel& null, const EstimateOptions& options,
                             const RunOptions& run);

// L-BFGS with the certificate of strong convexity, for more coefficients. Requires: a ridge on
// every column but the intercept.
ClassMinimum minimise_ridge(const design::Design& design, const ClassNullModel& null,
                            const EstimateOptions& options, const RunOptions& run);

// Proximal Newton steps, for an l1 penalty and elastic nets.
ClassMinimum minimise_proximal(const design::Design& design, const ClassNullModel& null,
                               const EstimateOptions& options, const RunOptions& run);

}  // namespace odds::inference
