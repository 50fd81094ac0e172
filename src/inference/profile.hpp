// SPDX-License-Identifier: Apache-2.0
//
// Profile-likelihood intervals: the values c of a functional that the likelihood-ratio test
// accepts,
//
//   2 (log L - max { log L(theta) : a'theta = c }) <= q^2,   q the normal point of the level
//
// The signed root of the left side is nearly straight in c, so Newton's method in a bracket finds
// where it is q; each value of it is a constrained minimum, begun on the tangent of the last one.
// Where the data are separated a term that runs away to +inf has a lower limit only, at which the
// ratio to the supremum is q^2; the upper one is +inf.
//
// Venzon & Moolgavkar (1988), A method for computing profile-likelihood-based confidence intervals.
#pragma once

#include <vector>

#include "inference/estimate.hpp"

namespace odds::inference {

struct Interval {
  double low = not_applicable;   // -inf where nothing below is refused
  double high = not_applicable;  // NaN where the search did not find a limit
};

// By term, in the user's units. Requires: the estimate converged, without a penalty.
std::vector<Interval> profile_intervals(const design::Design& design, const Estimate& estimate,
                                        double level, const RunOptions& run);

}  // namespace odds::inference
