// SPDX-License-Identifier: Apache-2.0
//
// The test of Hosmer and Lemeshow (1980): observed against expected events in groups of neighbours
// by probability.
//
//   chi^2 = sum over groups of (O - E)^2 / (n p (1 - p)),   p = E / n the group's mean probability
//   df    = G - 2 on the data of the fit, G on new data
//
// The groups are those of ranks/tenths.hpp. O - E is summed row by row as
// w f [ s sigma(-z) - (m - s) sigma(z) ], so that nothing cancels.
#pragma once

#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/losses.hpp"
#include "evaluation/ranks/tenths.hpp"

namespace odds::evaluation {

// `groups` ascending.
void fill_hosmer_lemeshow(const std::vector<Tenth>& groups, const LossSums& sums,
                          ModelEvaluation& evaluation);

}  // namespace odds::evaluation
