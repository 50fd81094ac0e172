// SPDX-License-Identifier: Apache-2.0
//
// Firth's estimates: the minimum of F = -log L - 1/2 log det I (objective/firth.hpp), free or where
// some functionals of the coefficients are held. The determinant is always that of the whole
// information, as in Heinze & Schemper (2002).
//
// The exact curvature of F would cost n P^3, so steps are of a quasi-Newton method: the information
// at the present point as first guess, corrected by the last steps and their changes of the
// gradient (limited-memory BFGS, Nocedal & Wright 2006, algorithm 7.4), halved until F falls
// enough. Under constraints the first guess is projected on them, in the metric of the information.
//
// F rises without bound where a p tends to 0 or 1 along a direction of all the information, so a
// minimum exists for separated data too (Kosmidis & Firth 2021). What is proved of the point that
// comes back is that the gradient of F vanishes there: g'I^-1 g <= tolerance, its length in
// standard errors. That no lower minimum lies elsewhere is not proved; F fell on the whole way.
#pragma once

#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/constrained.hpp"
#include "inference/estimate.hpp"
#include "inference/minimise.hpp"

namespace odds::inference {

// On all rows and columns. outcome.evaluation has the likelihood's gradient and curvature at the
// estimate and F as its value; outcome.proof.decrement is sqrt(g'I^-1 g). No bounds are set.
Minimum minimise_firth(const design::Design& design, const Beginning& beginning,
                       const EstimateOptions& options, const RunOptions& run);

// As constrained_minimum(), of F.
ConstrainedMinimum firth_constrained_minimum(const objective::Objective& objective,
                                             const Constraints& constraints,
                                             std::vector<double> start);

// The one or the other. The objective must outlive it.
ConstrainedSearch search_on(const objective::Objective& objective, bool is_firth);

// log L + 1/2 log det I with the information of the coefficients in the user's units.
double penalized_log_likelihood(const Estimate& estimate);

// 2 (max log L* - max log L* with all coefficients but the constant's held at 0), L* = L |I|^1/2.
// NaN where the second maximum was not found.
double firth_ratio_to_null(const design::Design& design, const Estimate& estimate,
                           const RunOptions& run);

}  // namespace odds::inference
