// SPDX-License-Identifier: Apache-2.0
//
// The metric of the leverages of a model: the inverse of the curvature H at the estimate.
//
// With the usual standard errors it is what the model keeps. Robust ones are no inverse of H, which
// is then summed up from the rows, in columns scaled by those standard errors:
//
//   A = sum f d d',   d_j = sqrt(v) s_j x_j,   A^-1 = the covariance in the units of 1 / s_j
//
// Cost of that: a pass, P^2 / 2 multiply-adds a row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/influence/leverage.hpp"
#include "evaluation/tile_scorer.hpp"

namespace odds::evaluation {

// The metric that the model keeps. Empty where it has none, with a note that says why.
std::optional<Leverage> kept_metric(const FittedModel& model, std::vector<Note>& notes);

// From the rows of the fit. `kept` gives the scales. Empty, with a note, where A is singular to
// working precision.
std::optional<Leverage> summed_metric(const Leverage& kept, const TileScorer& scorer,
                                      const design::Source& source, unsigned workers,
                                      std::vector<Note>& notes);

}  // namespace odds::evaluation
