// SPDX-License-Identifier: Apache-2.0
#include "inference/profile.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "inference/constrained.hpp"
#include "inference/covariance.hpp"
#include "inference/distributions.hpp"
#include "inference/firth.hpp"
#include "inference/orthogonal.hpp"
#include "inference/root.hpp"
#include "inference/score_test.hpp"
#include "parallel/team.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using objective::Objective;
using objective::Order;
using objective::View;
using solver::dot;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Where a search begins: a point, the functional there, and the way along which the functional
// grows by one at the least cost.
struct Origin {
  std::vector<double> coefficients;
  double value = 0;  // a'theta
  std::vector<double> tangent;
  double unit = 0;  // sqrt(a'H^-1 a)
};

std::optional<Origin> origin_at(std::vector<double> coefficients,
                                const std::vector<double>& curvature,
                                const std::vector<double>& functional) {
  const auto factor = solver::Cholesky::factor(curvature, coefficients.size());
  if (!factor) return std::nullopt;
  const std::vector<double> half = factor->half_solve(functional);
  const double square = dot(half, half);
  if (!(square > 0.0)) return std::nullopt;
  Origin origin;
  origin.value = dot(functional, coefficients);
  origin.coefficients = std::move(coefficients);
  origin.tangent = factor->other_half_solve(half);
  for (double& value : origin.tangent) value /= square;
  origin.unit = std::sqrt(square);
  return origin;
}

// The signed distance of the likelihood ratio's root from q as a function of x: the functional is
// held at origin + direction x unit. `rises` tells whether the ratio grows with x.
class SignedRoot {
 public:
  SignedRoot(const ConstrainedSearch& search, const std::vector<double>& functional,
             const Origin& origin, double direction)
      : search_(search),
        functional_(functional),
        origin_(origin),
        direction_(direction),
        last_(origin.coefficients),
        tangent_(origin.tangent) {}

  FunctionValue operator()(double x, double minimum, double q, bool rises) {
    const double shift = direction_ * origin_.unit * (x - last_x_);
    std::vector<double> start = last_;
    for (std::size_t j = 0; j < start.size(); ++j) start[j] += shift * tangent_[j];
    const double held = origin_.value + direction_ * origin_.unit * x;
    ConstrainedMinimum at = search_({{functional_}, {held}}, start);
    if (!at.found) return {0.0, 0.0, false};
    const double root = std::sqrt(std::max(0.0, 2.0 * (at.value - minimum)));
    const double slope = direction_ * origin_.unit * at.multipliers[0] / root;
    last_ = std::move(at.coefficients);
    tangent_ = std::move(at.tangent);
    last_x_ = x;
    const double sign = rises ? 1.0 : -1.0;
    return {sign * (root - q), sign * slope, true};
  }

 private:
  const ConstrainedSearch& search_;
  const std::vector<double>& functional_;
  const Origin& origin_;
  double direction_;
  std::vector<double> last_;
  std::vector<double> tangent_;
  double last_x_ = 0;
};

// The limits that terms have on one objective.
class Profiler {
 public:
  Profiler(ConstrainedSearch search, double minimum, double q)
      : search_(std::move(search)), minimum_(minimum), q_(q) {}

  // How far the limit lies from the origin, in its units and towards `direction`; NaN if not found.
  double distance(const std::vector<double>& functional, const Origin& origin, double direction,
                  bool rises) const {
    SignedRoot root(search_, functional, origin, direction);
    const auto f = [&](double x) { return root(x, minimum_, q_, rises); };
    const double noise =
        4.0 * std::numeric_limits<double>::epsilon() * (1.0 + std::fabs(minimum_) / q_);
    const auto found = increasing_root(f, rises ? q_ : 0.0, 1.0, noise);
    return found ? *found : not_applicable;
  }

 private:
  ConstrainedSearch search_;
  double minimum_;
  double q_;
};

// Low and high in the user's units from two values of the functional.
Interval in_user_units(const Functional& functional, double low, double high) {
  if (functional.scale < 0.0) std::swap(low, high);
  const auto user = [&](double value) {
    return std::isfinite(value) ? functional.to_user(value)
                                : std::copysign(1.0, functional.scale) * value;
  };
  return {user(low), user(high)};
}

// Whether the observer asks to stop: the limits not found by then stay missing.
bool stop_requested(const RunOptions& run, std::size_t term, std::size_t terms) {
  if (run.observer == nullptr) return false;
  return !run.observer->progress(
      {"profiling", static_cast<double>(term), static_cast<double>(terms), 0.0});
}

// Of the terms that have finite estimates, around the minimum.
void set_finite(const design::Design& design, const Estimate& estimate, double q,
                const RunOptions& run, std::vector<Interval>& intervals) {
  const Solution& solution = estimate.solution;
  const Minimum& minimum = solution.finite();
  if (minimum.outcome.coefficients.empty()) return;
  const Objective objective(design, minimum.view, penalty::Ridge(), parallel::thread_count(run));
  const Profiler profiler(search_on(objective, solution.is_firth), minimum.outcome.evaluation.value,
                          q);
  for (std::size_t t = 0; t < intervals.size(); ++t) {
    if (!solution.is_finite[t]) continue;
    if (stop_requested(run, t, intervals.size())) return;
    const Functional& functional = solution.functionals[t];
    const std::vector<double> a =
        to_basis(minimum.view, over_columns(minimum.view, functional.weights));
    const auto origin =
        origin_at(minimum.outcome.coefficients, minimum.outcome.evaluation.curvature, a);
    if (!origin) continue;
    const double centre = accurate_dot(functional.weights, solution.inner);
    const double below = profiler.distance(a, *origin, -1.0, true);
    const double above = profiler.distance(a, *origin, 1.0, true);
    intervals[t] =
        in_user_units(functional, centre - below * origin->unit, centre + above * origin->unit);
  }
}

// Of the terms that run away, from the null model's point towards their end.
void set_running(const design::Design& design, const Estimate& estimate, double q,
                 const RunOptions& run, std::vector<Interval>& intervals) {
  const Solution& solution = estimate.solution;
  const View& view = solution.first.view;
  const Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  const Profiler profiler(search_on(objective, false), -estimate.log_likelihood, q);
  const std::vector<double> start = null_coefficients(design, solution.null, view);
  const std::vector<double> curvature = objective.evaluate(start, Order::curvature).curvature;
  for (std::size_t t = 0; t < intervals.size(); ++t) {
    const std::string& limit = estimate.limits[t];
    if (limit != "+inf" && limit != "-inf") continue;
    if (stop_requested(run, t, intervals.size())) return;
    const Functional& functional = solution.functionals[t];
    const std::vector<double> a = to_basis(view, functional.weights);
    const auto origin = origin_at(start, curvature, a);
    if (!origin) continue;
    const bool rises = (limit == "+inf") == (functional.scale > 0.0);  // in inner coordinates
    const double direction = rises ? 1.0 : -1.0;
    const double distance = profiler.distance(a, *origin, direction, false);
    const double end = origin->value + direction * distance * origin->unit;
    intervals[t] = rises ? in_user_units(functional, end, infinity)
                         : in_user_units(functional, -infinity, end);
  }
}

}  // namespace

std::vector<Interval> profile_intervals(const design::Design& design, const Estimate& estimate,
                                        double level, const RunOptions& run) {
  const double q = normal_upper_point((100 - level) / 200);
  std::vector<Interval> intervals(design.terms().size());
  set_finite(design, estimate, q, run, intervals);
  if (estimate.separated) set_running(design, estimate, q, run, intervals);
  return intervals;
}

}  // namespace odds::inference
