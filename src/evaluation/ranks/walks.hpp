// SPDX-License-Identifier: Apache-2.0
//
// All that is read off the sorted rows from one end to the other. Each walk is a chain of sums in
// the order of the scores, which no two workers can share, but they share the walks.
#pragma once

#include <vector>

#include <odds/evaluation.hpp>

#include "evaluation/losses.hpp"
#include "evaluation/ranks/quantiles.hpp"
#include "evaluation/ranks/ranking.hpp"
#include "evaluation/ranks/tenths.hpp"

namespace odds::evaluation {

struct Walks {
  double average_precision = not_applicable;
  std::vector<Tenth> tenths;  // ascending
  // For curves.
  std::vector<Tenth> from_top;
  std::vector<RocPoint> roc;  // empty where the rows hold one class
  ScoreQuantiles quantiles;
};

// Fills what fill_ranks() fills as well. Without `shares`, quantiles that are wanted for curves,
// nothing that only curves need.
Walks walk(const Ranking& ranking, const LossSums& sums, const std::vector<double>& shares,
           unsigned workers, ModelEvaluation& evaluation);

}  // namespace odds::evaluation
