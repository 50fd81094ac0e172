// SPDX-License-Identifier: Apache-2.0
//
// What changes as the threshold falls from score to score, ties together:
//
//   ROC                sensitivity against 1 - specificity, straight between neighbours
//   average precision  sum over scores of (recall gained there) x (precision there)
//
// A curve of more than `most_curve_points` points is thinned: its length |dx| + |dy| = 2 is cut
// into equal windows, and one point of each is kept, the one at which the area under the kept
// points differs least from the area under all points so far, so that the differences of the
// windows do not add up. Both ends are kept.
#pragma once

#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/ranks/ranking.hpp"

namespace odds::evaluation {

// Both require events and others among the rows.
std::vector<RocPoint> roc_curve(const Ranking& ranking);
double average_precision(const Ranking& ranking);

}  // namespace odds::evaluation
