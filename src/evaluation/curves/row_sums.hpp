// SPDX-License-Identifier: Apache-2.0
//
// What the curves need of every row, in one pass in the order of the table:
//
//   confusion matrices   at each threshold t, event called where p = sigma(z) >= t. Each is the sum
//                        that an evaluation at t makes, in the same order: the same bits. Counts
//                        are whole, and need no order
//   histogram            of p, events and others apart
//   distances            |c - p| of a calibration curve c from what the model says: the largest,
//                        the mean weighted by w f m, and the smallest that 90 % of the weight do
//                        not exceed, from bins of 1/128 of their lower edge, straight inside a bin
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/curves/calibration_curve.hpp"
#include "evaluation/curves/scored_tiles.hpp"

namespace odds::evaluation {

inline constexpr std::size_t most_thresholds = 201;

struct CurveFigures {
  std::vector<ThresholdPoint> thresholds;
  std::vector<HistogramBin> histogram;
  CalibrationErrors errors;
};

// `thresholds` rising, at most most_thresholds. `are_counts`: all w f m are whole, their sum at
// most 2^53. Without a curve there are no errors.
CurveFigures curve_figures(const ScoredTiles& rows, bool are_counts,
                           const std::vector<double>& thresholds,
                           const std::optional<CalibrationCurve>& curve);

}  // namespace odds::evaluation
