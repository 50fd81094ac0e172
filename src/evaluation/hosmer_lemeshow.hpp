// SPDX-License-Identifier: Apache-2.0
//
// The test of Hosmer and Lemeshow (1980): observed against expected events in groups of neighbours
// by probability.
//
//   chi^2 = sum over groups of (O - E)^2 / (n p (1 - p)),   p = E / n the group's mean probability
//   df    = G - 2 on the data of the fit, G on new data
//
// Rows in the order of p; a group closes where the cumulative number of observations reaches
// k nobs/10, and only between two different p, so that equal rows stay together. O - E is summed
// row by row as w f [ s sigma(-z) - (m - s) sigma(z) ], so that nothing cancels.
#pragma once

#include <odds/evaluation.hpp>

#include "evaluation/losses.hpp"
#include "evaluation/ranks/ranking.hpp"

namespace odds::evaluation {

void fill_hosmer_lemeshow(const Ranking& ranking, const LossSums& sums,
                          ModelEvaluation& evaluation);

}  // namespace odds::evaluation
