// SPDX-License-Identifier: Apache-2.0
#include "solver/duality_gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds::solver {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Whether P* is infinite beyond l1 on the side of -gradient.
bool is_open(const GapColumn& column) {
  const double wall = column.gradient < 0.0 ? column.penalty.high : column.penalty.low;
  return column.penalty.l2 == 0.0 && std::isinf(wall);
}

// The largest a <= 1 with a |c| <= l1.
double share_within(const GapColumn& column) {
  const double size = std::fabs(column.gradient);
  return size > column.penalty.l1 ? column.penalty.l1 / size : 1.0;
}

// P(theta) + a theta c + P*(-a c)
double excess(const GapColumn& column, double share) {
  double v = -share * column.gradient;
  if (is_open(column)) v = std::clamp(v, -column.penalty.l1, column.penalty.l1);  // rounding
  const double sum =
      column.penalty.value(column.theta) - column.theta * v + column.penalty.conjugate(v);
  return std::max(0.0, sum);
}

}  // namespace

void DualityGap::add(const GapColumn& column) {
  columns_.push_back(column);
  smallest_share_ = std::min(smallest_share_, share_within(column));
  if (!is_open(column)) return;
  share_ = std::min(share_, share_within(column));
  if (column.curvature > 0.0) {
    const double beyond = std::max(0.0, std::fabs(column.gradient) - column.penalty.l1);
    steps_ += beyond * beyond / column.curvature;
  } else {
    stepping_share_ = std::min(stepping_share_, share_within(column));
  }
}

void DualityGap::add_free(double gradient, double curvature) {
  if (gradient != 0.0) free_ += gradient * gradient / curvature;
}

double DualityGap::bound_at(double share, const GapSums& sums) const {
  const double kappa = std::exp(sums.log_kappa);
  const double room = 1.0 - kappa * sums.largest_step;
  if (!(room > 0.0 && share > 0.0)) return infinity;
  const double quadratic = kappa * sums.decrement / room;
  double gap = free_ + 0.5 * quadratic;
  if (const double less = 1.0 - share; less > 0.0) {
    const double squares = sums.residual_squares / room + quadratic;
    gap += std::min(less * sums.loss, less * sums.sum_weights * kappa * sums.largest_step / room +
                                          less * less * squares / share);
  }
  for (const GapColumn& column : columns_) gap += excess(column, share);
  return std::isnan(gap) ? infinity : gap;
}

double DualityGap::bound(const GapSums& sums) const {
  double gap = bound_at(share_, sums);
  if (stepping_share_ > share_) gap = std::min(gap, steps_ + bound_at(stepping_share_, sums));
  return smallest_share_ < share_ ? std::min(gap, bound_at(smallest_share_, sums)) : gap;
}

}  // namespace odds::solver
