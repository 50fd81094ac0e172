// SPDX-License-Identifier: Apache-2.0
//
// The penalty and the bounds by inner column, on the scale of the total negative log-likelihood.
//
//   W [ l1 sum f_j |theta_j| + (l2/2) sum f_j theta_j^2 ]  with  theta_j = theta~_j 2^k_j
//     = sum l1~_j |theta~_j| + (1/2) sum l2~_j theta~_j^2,
//   l1~_j = W l1 f_j 2^k_j,   l2~_j = W l2 f_j 4^k_j,   bounds~ = bounds 2^-k_j
//
// f_j is the factor of the term's column, 0 for the ones. Where the penalty is on standardised
// coefficients, theta_j sd_j = theta~_j sd~_j: sd~_j, of the inner column, in the place of 2^k_j.
#pragma once

#include <vector>

#include <odds/design.hpp>

#include "design/design.hpp"

namespace odds::inference {

// By inner column.
struct PenaltyStrengths {
  std::vector<double> l1, l2, low, high;
};

// The same penalty for a share of the weight.
PenaltyStrengths times(PenaltyStrengths strengths, double share);

// `product` (W l1 f_j or W l2 f_j) in an inner column of this scale. A scale beyond the range of
// doubles neither frees a column nor makes 0 times infinity.
double inner_strength(double product, double scale);

PenaltyStrengths penalty_strengths(const design::Design& design, const DesignOptions& options,
                                   unsigned workers);

}  // namespace odds::inference
