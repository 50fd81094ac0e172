// SPDX-License-Identifier: Apache-2.0
//
// What a page draws of an evaluation: ROC, thresholds to act at, calibration curve, histogram,
// gains. At most `most_curve_points` points each, and never a row of data.
//
//   thresholds   0, 0.01, ..., 1 and a hundred quantiles of p, rounded to three significant digits
//   calibration  the curve at fifty quantiles of the scores and at fifty p evenly between the
//                smallest and the largest
//   gains        tenths of the rows, the most probable first (ranks/tenths.hpp)
#pragma once

#include <odds/evaluation.hpp>

#include "evaluation/losses.hpp"
#include "evaluation/ranks/ranking.hpp"
#include "evaluation/ranks/sort.hpp"

namespace odds::evaluation {

// Fills `curves` and `calibration_errors`, with notes. `scores` by score, and afterwards in the
// order of the table. Throws Error{interrupted}.
void fill_curves(ScoredRows& scores, const RowColumns& columns, const LossSums& sums,
                 const RunOptions& run, ModelEvaluation& evaluation);

}  // namespace odds::evaluation
