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

#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/curves/calibration_curve.hpp"
#include "evaluation/curves/scored_tiles.hpp"
#include "evaluation/losses.hpp"
#include "evaluation/ranks/walks.hpp"

namespace odds::evaluation {

// The quantiles of the scores that curves need of the walks.
std::vector<double> curve_shares();

// Fills `curves` and `calibration_errors`, with notes. Throws Error{interrupted}.
void fill_curves(const ScoredTiles& rows, const Walks& walks, ScoreRange range,
                 const LossSums& sums, const RunOptions& run, ModelEvaluation& evaluation);

}  // namespace odds::evaluation
