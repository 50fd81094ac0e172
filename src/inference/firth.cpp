// SPDX-License-Identifier: Apache-2.0
#include "inference/firth.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "inference/gram_schmidt.hpp"
#include "inference/orthogonal.hpp"
#include "inference/score_test.hpp"
#include "objective/firth.hpp"
#include "parallel/team.hpp"
#include "solver/cholesky.hpp"
#include "solver/condition.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using objective::Evaluation;
using objective::Objective;
using objective::Order;
using solver::dot;

namespace {

// What rounding leaves of the decrement.
constexpr double rounding_level = 1e-14;

struct Point {
  std::vector<double> coefficients;
  Evaluation evaluation;  // its value is F
  std::optional<solver::Cholesky> factor;
  std::vector<double> gradient;  // of F
};

// Value and information; not the gradient of F, which only a point that is kept needs. A singular
// information has the value infinity.
Point value_at(const Objective& objective, std::vector<double> coefficients) {
  Point point;
  point.evaluation = objective.evaluate(coefficients, Order::curvature);
  point.coefficients = std::move(coefficients);
  const std::size_t n = objective.dimension();
  point.factor = solver::Cholesky::factor(point.evaluation.curvature, n);
  double& value = point.evaluation.value;
  value = point.factor ? value - objective::half_log_determinant(point.factor->lower(), n)
                       : std::numeric_limits<double>::infinity();
  if (std::isnan(value)) value = std::numeric_limits<double>::infinity();
  return point;
}

void set_gradient(const Objective& objective, Point& point) {
  point.gradient =
      objective::leverage_gradient(objective, point.coefficients, point.factor->lower());
  for (std::size_t j = 0; j < point.gradient.size(); ++j) {
    point.gradient[j] += point.evaluation.gradient[j];
  }
}

// The inverse of the information on the constraints: I^-1 less what leads off them.
class Metric {
 public:
  Metric(const solver::Cholesky& factor, const Constraints& constraints) : factor_(factor) {
    std::vector<std::vector<double>> halves;
    for (const std::vector<double>& a : constraints.functionals) {
      halves.push_back(factor.half_solve(a));
    }
    held_ = orthonormalised(halves);
  }

  bool is_valid() const { return held_.is_full_rank; }
  // Its squared length is that of v along the constraints.
  std::vector<double> half(const std::vector<double>& v) const {
    std::vector<double> w = factor_.half_solve(v);
    const std::vector<double> off = held_.combination(held_.coordinates(w), w.size());
    for (std::size_t j = 0; j < w.size(); ++j) w[j] -= off[j];
    return w;
  }
  std::vector<double> apply(const std::vector<double>& v) const {
    return factor_.other_half_solve(half(v));
  }
  std::vector<double> multipliers(const std::vector<double>& gradient) const {
    return held_.solve(held_.coordinates(factor_.half_solve(gradient)));
  }
  // The shortest step that changes the functionals so.
  std::vector<double> shift(const std::vector<double>& change) const {
    return factor_.other_half_solve(
        held_.combination(held_.solve_transposed(change), factor_.size()));
  }

 private:
  const solver::Cholesky& factor_;
  Orthonormal held_;
};

// Steps and the changes of the gradient along them, the newest last.
class Pairs {
 public:
  void add(std::vector<double> step, std::vector<double> change) {
    constexpr double least_cosine = 1e-10;
    const double curvature = dot(step, change);
    if (!(curvature > least_cosine * std::sqrt(dot(step, step) * dot(change, change)))) return;
    pairs_.push_back({std::move(step), std::move(change), curvature});
    if (pairs_.size() > most_pairs) pairs_.pop_front();
  }
  void clear() { pairs_.clear(); }

  // -H g from the metric as first guess, by Nocedal's two loops.
  std::vector<double> direction(const Metric& metric, std::vector<double> gradient) const {
    std::vector<double> shares(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      shares[k] = dot(pairs_[k].step, gradient) / pairs_[k].curvature;
      for (std::size_t j = 0; j < gradient.size(); ++j) {
        gradient[j] -= shares[k] * pairs_[k].change[j];
      }
    }
    std::vector<double> result = metric.apply(gradient);
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const double share = shares[k] - dot(pairs_[k].change, result) / pairs_[k].curvature;
      for (std::size_t j = 0; j < result.size(); ++j) result[j] += share * pairs_[k].step[j];
    }
    for (double& value : result) value = -value;
    return result;
  }

 private:
  static constexpr std::size_t most_pairs = 20;
  struct Pair {
    std::vector<double> step, change;
    double curvature;
  };
  std::deque<Pair> pairs_;
};

struct Search {
  Point point;
  double decrement = 0;
  std::int64_t iterations = 0;
  std::string stop_reason;  // "decrement" where the minimum was found
  std::vector<double> multipliers, tangent;
};

// Moves the point along a direction until F falls by a share of what its slope promises.
bool advance(const Objective& objective, const std::vector<double>& direction, Point& at) {
  constexpr double sufficient = 1e-4;
  const double noise = 1e-14 * std::fabs(at.evaluation.value);
  const double slope = dot(at.gradient, direction);
  if (!(slope < 0.0)) return false;
  double t = 1.0;
  for (int halvings = 0; halvings <= 40; ++halvings, t *= 0.5) {
    std::vector<double> to(at.coefficients);
    for (std::size_t j = 0; j < to.size(); ++j) to[j] += t * direction[j];
    Point next = value_at(objective, std::move(to));
    const double allowed = at.evaluation.value + sufficient * t * slope + noise;
    if (!(next.evaluation.value <= allowed)) continue;
    set_gradient(objective, next);
    at = std::move(next);
    return true;
  }
  return false;
}

// Moves a start on to the constraints.
Point begin(const Objective& objective, const Constraints& constraints, std::vector<double> start) {
  Point point = value_at(objective, std::move(start));
  if (!point.factor || constraints.values.empty()) return point;
  constexpr double tolerance = 1e-13;
  std::vector<double> missing;
  bool is_on = true;
  for (std::size_t k = 0; k < constraints.values.size(); ++k) {
    const std::vector<double>& a = constraints.functionals[k];
    missing.push_back(constraints.values[k] - dot(a, point.coefficients));
    double size = std::fabs(constraints.values[k]);
    for (std::size_t j = 0; j < a.size(); ++j) size += std::fabs(a[j] * point.coefficients[j]);
    is_on = is_on && std::fabs(missing[k]) <= tolerance * size;
  }
  const Metric metric(*point.factor, constraints);
  if (is_on || !metric.is_valid()) return point;
  const std::vector<double> shift = metric.shift(missing);
  std::vector<double> to = point.coefficients;
  for (std::size_t j = 0; j < to.size(); ++j) to[j] += shift[j];
  return value_at(objective, std::move(to));
}

struct Limits {
  double tolerance = 1e-12;  // of the squared decrement
  std::int64_t iterations = 0;
  const RunOptions* run = nullptr;
  solver::Trace* trace = nullptr;  // where steps are recorded, those after `before` earlier ones
  std::int64_t before = 0;
  double sum_weights = 1;
};

void record(const Limits& limits, std::int64_t iteration, const Point& at, double decrement) {
  if (limits.trace == nullptr) return;
  limits.trace->add({limits.before + iteration, at.evaluation.value / limits.sum_weights,
                     std::sqrt(dot(at.gradient, at.gradient)) / limits.sum_weights, decrement});
}

bool stop_requested(const Limits& limits, std::int64_t iteration, double value) {
  if (limits.run == nullptr || limits.run->observer == nullptr) return false;
  return !limits.run->observer->progress({"fitting", static_cast<double>(iteration), 0.0, value});
}

// Follows the search to where the decrement no longer falls: the tolerance ends it only there.
Search minimum(const Objective& objective, const Constraints& constraints,
               std::vector<double> start, const Limits& limits) {
  Search search;
  Point& at = search.point;
  at = begin(objective, constraints, std::move(start));
  search.stop_reason = "line_search";
  if (!at.factor) return search;
  set_gradient(objective, at);
  Pairs pairs;
  double before = std::numeric_limits<double>::infinity();
  for (;; ++search.iterations) {
    const Metric metric(*at.factor, constraints);
    if (!metric.is_valid()) return search;
    const std::vector<double> half = metric.half(at.gradient);
    search.decrement = std::sqrt(dot(half, half));
    record(limits, search.iterations, at, search.decrement);
    const bool is_found = search.decrement * search.decrement <=
                          std::max(limits.tolerance, rounding_level * rounding_level);
    const bool is_rounding = search.decrement <= rounding_level || search.decrement > 0.5 * before;
    search.multipliers = metric.multipliers(at.gradient);
    std::vector<double> last(constraints.values.size(), 0.0);
    if (!last.empty()) {
      last.back() = 1.0;
      search.tangent = metric.shift(last);
    }
    if (is_found) search.stop_reason = "decrement";
    if (is_found && is_rounding) return search;
    if (search.iterations >= limits.iterations) {
      if (!is_found) search.stop_reason = "max_iterations";
      return search;
    }
    if (stop_requested(limits, search.iterations, at.evaluation.value)) {
      search.stop_reason = "interrupted";
      return search;
    }
    before = is_found ? search.decrement : before;
    const std::vector<double> gradient = at.gradient;
    const std::vector<double> coefficients = at.coefficients;
    bool moved = advance(objective, pairs.direction(metric, at.gradient), at);
    if (!moved && !is_found) {
      pairs.clear();
      moved = advance(objective, pairs.direction(metric, at.gradient), at);
    }
    if (!moved) return search;
    std::vector<double> step(gradient.size()), change(gradient.size());
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      step[j] = at.coefficients[j] - coefficients[j];
      change[j] = at.gradient[j] - gradient[j];
    }
    pairs.add(std::move(step), std::move(change));
  }
}

solver::Outcome outcome_of(Search search, const design::ResponseTotals& totals) {
  solver::Outcome outcome;
  outcome.converged = search.stop_reason == "decrement";
  outcome.stop_reason = std::move(search.stop_reason);
  outcome.iterations = search.iterations;
  solver::Proof& proof = outcome.proof;
  proof.has_factor = search.point.factor.has_value();
  proof.decrement = search.decrement;
  proof.gradient_norm =
      std::sqrt(dot(search.point.gradient, search.point.gradient)) / totals.sum_weights;
  proof.u = std::numeric_limits<double>::infinity();
  proof.objective_gap = not_applicable;
  proof.max_error_in_se = not_applicable;
  outcome.coefficients = std::move(search.point.coefficients);
  outcome.evaluation = std::move(search.point.evaluation);
  return outcome;
}

// The constant of a start without a slope.
std::vector<double> start_of(const design::Design& design, const Beginning& beginning) {
  if (beginning.start && beginning.start->curvature.empty()) return beginning.start->coefficients;
  return std::vector<double>(design.inner_count(), 0.0);
}

}  // namespace

Minimum minimise_firth(const design::Design& design, const Beginning& beginning,
                       const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  Limits limits{options.tolerance, options.max_iterations.value_or(default_newton_iterations),
                &run};
  solver::Trace trace;
  limits.trace = &trace;
  limits.sum_weights = design.totals().sum_weights;
  Minimum minimum;
  minimum.view = orthogonalised(design, objective::View(), beginning.gram, workers);
  std::vector<double> start = coefficients_in_basis(minimum.view, start_of(design, beginning));
  constexpr int most_rounds = 3;
  std::int64_t iterations = 0;
  for (int round = 0; round < most_rounds; ++round) {
    const Objective objective(design, minimum.view, penalty::Ridge(), workers);
    minimum.outcome =
        outcome_of(inference::minimum(objective, {}, std::move(start), limits), design.totals());
    limits.before = iterations = minimum.outcome.iterations += iterations;
    const std::size_t n = minimum.outcome.coefficients.size();
    const std::vector<double>& curvature = minimum.outcome.evaluation.curvature;
    minimum.coefficients = from_basis(minimum.view, minimum.outcome.coefficients);
    const double condition = solver::scaled_condition_number(curvature, n);
    minimum.condition_number = minimum.view.basis.empty() ? condition
                                                          : solver::scaled_condition_number(
                                                                curvature, minimum.view.basis, n);
    const auto factor = solver::Cholesky::factor(curvature, n);
    if (!minimum.outcome.converged || condition <= well_conditioned || !factor) break;
    if (round + 1 == most_rounds) break;
    // The weights at the minimum have made the columns nearly collinear: the basis of the
    // information there, and the search again from that point.
    minimum.view = with_basis(minimum.view, factor->lower());
    start = coefficients_in_basis(minimum.view, minimum.coefficients);
  }
  minimum.outcome.trace = std::move(trace);
  return minimum;
}

ConstrainedMinimum firth_constrained_minimum(const Objective& objective,
                                             const Constraints& constraints,
                                             std::vector<double> start) {
  constexpr std::int64_t most_steps = 200;
  constexpr double tolerance = 1e-14;  // F is within half of it
  Search search =
      minimum(objective, constraints, std::move(start), {tolerance, most_steps, nullptr});
  ConstrainedMinimum result;
  result.found = search.stop_reason == "decrement";
  result.value = search.point.evaluation.value;
  result.coefficients = std::move(search.point.coefficients);
  result.multipliers = std::move(search.multipliers);
  result.tangent = std::move(search.tangent);
  return result;
}

ConstrainedSearch search_on(const Objective& objective, bool is_firth) {
  return [&objective, is_firth](const Constraints& constraints, std::vector<double> start) {
    return is_firth ? firth_constrained_minimum(objective, constraints, std::move(start))
                    : constrained_minimum(objective, constraints, std::move(start));
  };
}

double penalized_log_likelihood(const Estimate& estimate) {
  const Minimum& minimum = estimate.solution.first;
  double value = -minimum.outcome.evaluation.value;
  const std::size_t n = minimum.outcome.coefficients.size();
  if (!minimum.view.basis.empty()) {
    value += objective::half_log_determinant(minimum.view.basis, n);
  }
  // theta = S 2^k W theta~ with W unit triangular: I = (S 2^k W)^-T I~ (S 2^k W)^-1.
  double exponents = 0.0;
  for (std::size_t t = 0; t < n; ++t) {
    const Functional& functional = estimate.solution.functionals[t];
    value -= objective::natural_logarithm(std::fabs(functional.scale));
    exponents += functional.exponent;
  }
  return value - exponents * objective::natural_logarithm(2.0);
}

double firth_ratio_to_null(const design::Design& design, const Estimate& estimate,
                           const RunOptions& run) {
  const Solution& solution = estimate.solution;
  const objective::View& view = solution.first.view;
  Constraints constraints;
  for (std::size_t j = design.has_ones() ? 1 : 0; j < design.inner_count(); ++j) {
    std::vector<double> unit(design.inner_count(), 0.0);
    unit[j] = 1.0;
    constraints.functionals.push_back(to_basis(view, unit));
    constraints.values.push_back(0.0);
  }
  const Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  const ConstrainedMinimum null = firth_constrained_minimum(
      objective, constraints, null_coefficients(design, solution.null, view));
  if (!null.found) return not_applicable;
  return std::max(0.0, 2.0 * (null.value - solution.first.outcome.evaluation.value));
}

}  // namespace odds::inference
