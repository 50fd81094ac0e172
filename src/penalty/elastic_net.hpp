// SPDX-License-Identifier: Apache-2.0
//
// Elastic net with bounds, of one coefficient: a convex function without a gradient at 0.
//
//   P(t) = l1 |t| + (l2/2) t^2  where low <= t <= high, else infinite
//
// Zou & Hastie (2005), Regularization and variable selection via the elastic net.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace odds::penalty {

struct ElasticNet {
  static constexpr std::string_view name = "elastic-net";
  double l1 = 0.0;
  double l2 = 0.0;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool is_free() const { return l1 == 0.0 && l2 == 0.0; }
  double clamp(double t) const { return std::min(high, std::max(low, t)); }

  // Requires: low <= t <= high.
  double value(double t) const { return l1 * std::fabs(t) + 0.5 * l2 * t * t; }

  // The t that minimises (h/2) (t - at)^2 + g (t - at) + P(t), h >= 0.
  double minimiser(double at, double g, double h) const {
    const double u = h * at - g;
    const double size = std::max(0.0, std::fabs(u) - l1);
    const double curvature = h + l2;
    if (curvature > 0.0) return clamp(std::copysign(size / curvature, u));
    return clamp(size > 0.0 ? std::copysign(std::numeric_limits<double>::infinity(), u) : 0.0);
  }

  // sup over t of v t - P(t); infinite where that grows beyond all bounds.
  double conjugate(double v) const {
    const double t = minimiser(0.0, -v, 0.0);
    if (std::isinf(t)) return std::numeric_limits<double>::infinity();
    return v * t - value(t);
  }
};

}  // namespace odds::penalty
