// SPDX-License-Identifier: Apache-2.0
//
// How much the model explains.
//
//   McFadden       1 - log L / log L0
//   Cox and Snell  1 - (L0 / L)^(2/n),  n = nobs
//   Nagelkerke     the same divided by its largest value, 1 - L0^(2/n)
//   Tjur           weighted mean p of events less that of non-events
//
// Nagelkerke (1991), A note on a general definition of the coefficient of determination; Tjur
// (2009), Coefficients of determination in logistic regression models.
#pragma once

#include <odds/inference.hpp>

#include "design/design.hpp"
#include "objective/workspace.hpp"

namespace odds::inference {

// Sums of p, weighted by the events and by the non-events of each row.
struct MeanProbabilities {
  double events = 0;
  double others = 0;

  // Adds the tile whose predictor is in `workspace`. Rows flagged in `predicted` (of the table;
  // null: none) are predicted without error.
  void add(objective::Workspace& workspace, const std::vector<std::uint8_t>* predicted);
  void add(const MeanProbabilities& other);
};

RSquared r_squared(double log_likelihood, double null_log_likelihood,
                   const design::ResponseTotals& totals, const MeanProbabilities& sums);

}  // namespace odds::inference
