// SPDX-License-Identifier: Apache-2.0
#include "solver/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "solver/dot.hpp"

namespace odds::solver {

namespace {

constexpr double sufficient = 1e-4;  // c1; both as Nocedal & Wright advise for quasi-Newton steps
constexpr double steep = 0.9;        // c2
constexpr double rounding = 1e-13;   // of the value: beyond what a sum over rows loses
constexpr int most_trials = 60;

struct Trial {
  double t = 0;
  double value = 0;
  double slope = 0;
  bool is_finite = true;
};

Trial evaluate(Line& line, double t) {
  line.trial.resize(line.from.size());
  for (std::size_t j = 0; j < line.from.size(); ++j) {
    line.trial[j] = line.from[j] + t * line.direction[j];
  }
  line.trial_value = line.loss.evaluate(line.trial, line.trial_gradient);
  const double slope = dot(line.trial_gradient, line.direction);
  return {t, line.trial_value, slope, std::isfinite(line.trial_value) && std::isfinite(slope)};
}

// Whether the value differs from the first one by rounding alone.
bool is_flat(const Line& line, double value) {
  return std::fabs(value - line.value) <= rounding * std::fabs(line.value);
}

bool decreases_enough(const Line& line, const Trial& at) {
  return at.value <= line.value + sufficient * at.t * line.slope;
}

bool is_acceptable(const Line& line, const Trial& at) {
  if (!at.is_finite || at.slope < steep * line.slope) return false;
  if (decreases_enough(line, at) && at.slope <= -steep * line.slope) return true;
  return is_flat(line, at.value) && at.slope <= (2.0 * sufficient - 1.0) * line.slope;
}

// Whether the conditions, not met at `at`, hold somewhere before it.
bool is_too_far(const Line& line, const Trial& at) {
  if (!at.is_finite || at.slope >= 0.0) return true;
  return !decreases_enough(line, at) && !is_flat(line, at.value);
}

// The share of the way from `low` to `high` at which the cubic through values and slopes of both
// ends is smallest; NaN where it has no minimum.
double cubic_share(const Trial& low, const Trial& high) {
  const double width = high.t - low.t;
  const double d1 = low.slope + high.slope - 3.0 * (high.value - low.value) / width;
  const double d2 = std::sqrt(d1 * d1 - low.slope * high.slope);
  return 1.0 - (high.slope + d2 - d1) / (high.slope - low.slope + 2.0 * d2);
}

double between(const Line& line, const Trial& low, const Trial& high, bool bisects) {
  // Beyond the finite numbers nothing is known of how far: towards the end that is known.
  double share = high.is_finite ? 0.5 : 0.1;
  if (high.is_finite && !bisects) {
    const bool both_flat = is_flat(line, low.value) && is_flat(line, high.value);
    share = both_flat ? low.slope / (low.slope - high.slope) : cubic_share(low, high);
    share = std::isfinite(share) ? std::clamp(share, 0.1, 0.9) : 0.5;
  }
  return low.t + share * (high.t - low.t);
}

// Past `low`, from the secant of the slopes there and before.
double beyond(const Trial& before, const Trial& low) {
  const double secant = low.t - low.slope * (low.t - before.t) / (low.slope - before.slope);
  const bool bends_up = low.slope > before.slope;
  return bends_up ? std::clamp(secant, 2.0 * low.t, 10.0 * low.t) : 10.0 * low.t;
}

}  // namespace

double search_line(Line& line, double first) {
  Trial before;
  Trial low{0.0, line.value, line.slope, true};
  std::optional<Trial> high;
  double t = first;
  for (int trials = 1; trials <= most_trials; ++trials) {
    const Trial at = evaluate(line, t);
    if (is_acceptable(line, at)) return t;
    if (is_too_far(line, at)) {
      high = at;
    } else {
      before = low;
      low = at;
    }
    t = high ? between(line, low, *high, trials % 3 == 0) : beyond(before, low);
    const bool is_used_up = !(t > low.t) || (high && !(t < high->t)) || !std::isfinite(t);
    if (is_used_up) break;
  }
  // No length meets the conditions; one that leads down is still better than none.
  if (!(low.t > 0.0 && low.value < line.value)) return 0.0;
  static_cast<void>(evaluate(line, low.t));
  return low.t;
}

}  // namespace odds::solver
