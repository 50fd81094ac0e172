// SPDX-License-Identifier: Apache-2.0
//
// The root of an increasing function of one variable: Newton's method inside a bracket, which is
// first found by growing steps. Brent (1973), Algorithms for Minimization without Derivatives,
// has the idea of the safeguard; with a slope at hand, Newton's step replaces his interpolation.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace odds::inference {

struct FunctionValue {
  double value = 0;
  double slope = 0;
  bool is_valid = true;  // false: the function could not be evaluated there
};

// Newton's point where it lies in the bracket and no farther than `reach` from its only end; else
// the middle of the bracket, or as far as that.
inline double within_bracket(double newton, double low, double high, double reach) {
  const double least = std::isinf(low) ? high - reach : low;
  const double most = std::isinf(high) ? low + reach : high;
  if (newton > least && newton < most) return newton;
  if (std::isinf(high)) return newton <= least ? least + reach / 2.0 : most;
  if (std::isinf(low)) return newton >= most ? most - reach / 2.0 : least;
  return low + (high - low) / 2.0;
}

// f(x) -> FunctionValue. `step` is the scale of x; `noise` the rounding in a value. Where f is not
// valid, a point nearer to the last valid one is tried. Nothing where no root can be bracketed.
template <class F>
std::optional<double> increasing_root(const F& f, double start, double step, double noise) {
  constexpr int most_evaluations = 80;
  constexpr double narrowest = 1e-12;       // of a bracket
  constexpr double newton_relative = 1e-7;  // a step after one of this size would be its square
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::optional<double> valid;
  double x = start;
  for (int evaluation = 0; evaluation < most_evaluations; ++evaluation) {
    const FunctionValue at = f(x);
    if (!at.is_valid || !std::isfinite(at.value)) {
      if (!valid) return std::nullopt;
      x = *valid + (x - *valid) / 4.0;
      if (std::fabs(x - *valid) < 1e-6 * step) return std::nullopt;
      continue;
    }
    valid = x;
    (at.value < 0.0 ? low : high) = x;
    const double newton = x - at.value / at.slope;
    const double size = std::max(std::fabs(newton), 1e-5 * step);
    if (std::isfinite(newton) && std::fabs(newton - x) <= newton_relative * size) return newton;
    if (std::fabs(at.value) <= noise) return std::isfinite(newton) ? newton : x;
    const double next =
        within_bracket(newton, low, high, 4.0 * std::max(step, std::fabs(x - start)));
    const double widest = std::max(std::fabs(low), std::fabs(high));
    if (std::isfinite(widest) && high - low <= narrowest * widest) return next;
    x = next;
  }
  return std::nullopt;
}

}  // namespace odds::inference
