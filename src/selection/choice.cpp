// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "selection/measures.hpp"

namespace odds::selection {

CrossValidationPoint over_folds(std::vector<double> by_fold, const std::vector<double>& weights) {
  double total = 0, mean = 0;
  for (std::size_t fold = 0; fold < by_fold.size(); ++fold) {
    total += weights[fold];
    mean += weights[fold] * by_fold[fold];
  }
  mean /= total;
  double spread = 0;
  for (std::size_t fold = 0; fold < by_fold.size(); ++fold) {
    spread += weights[fold] * (by_fold[fold] - mean) * (by_fold[fold] - mean);
  }
  CrossValidationPoint point;
  point.mean = mean;
  point.std_error = std::sqrt(spread / total / static_cast<double>(by_fold.size() - 1));
  point.by_fold = std::move(by_fold);
  return point;
}

std::size_t best_point(const std::vector<CrossValidationPoint>& points, Measure measure) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double gain = measure == Measure::auc ? points[i].mean - points[best].mean
                                                : points[best].mean - points[i].mean;
    if (gain > 0) best = i;
  }
  return best;
}

std::size_t one_standard_error_point(const std::vector<CrossValidationPoint>& points,
                                     std::size_t best, Measure measure) {
  const CrossValidationPoint& goal = points[best];
  for (std::size_t i = 0; i < best; ++i) {
    const double loss =
        measure == Measure::auc ? goal.mean - points[i].mean : points[i].mean - goal.mean;
    if (loss <= goal.std_error) return i;
  }
  return best;
}

}  // namespace odds::selection
