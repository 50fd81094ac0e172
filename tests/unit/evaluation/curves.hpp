// SPDX-License-Identifier: Apache-2.0
//
// Rows with chosen scores and the curves of their evaluation.
#pragma once

#include <vector>

#include "unit/evaluation/scored.hpp"

namespace odds::tests {

inline EvaluateOptions with_curves() {
  EvaluateOptions options;
  options.curves = true;
  return options;
}

inline ModelEvaluation curves_of(const reference::ScoredRows& rows, const Layout& layout = {}) {
  return evaluate_rows(rows, layout, with_curves());
}

// The area under the points, by trapezoids.
inline double area(const std::vector<RocPoint>& points) {
  double sum = 0;
  for (std::size_t at = 1; at < points.size(); ++at) {
    sum += (points[at].false_positive_rate - points[at - 1].false_positive_rate) *
           (points[at].sensitivity + points[at - 1].sensitivity) / 2;
  }
  return sum;
}

}  // namespace odds::tests
