// SPDX-License-Identifier: Apache-2.0
#include "inference/constrained.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "inference/gram_schmidt.hpp"
#include "solver/cholesky.hpp"
#include "solver/dot.hpp"

namespace odds::inference {

using objective::Evaluation;
using objective::Objective;
using objective::Order;
using solver::dot;

namespace {

// The decrement squared at which F - decrement^2 / 2 is the minimum to working precision: the rest
// is of the order of its power 3/2 times the largest leverage.
constexpr double small_decrement = 1e-10;
// Where the curvature has lost rank with less than this to gain, the infimum is reached.
constexpr double smallest_gain = 1e-9;
constexpr int most_steps = 200;

// Newton's step at a point, and what it says of the point.
struct Step {
  std::vector<double> direction;
  double decrement_square = 0;  // of the part along the constraints
  bool is_on = true;            // the point satisfies the constraints
  std::vector<double> multipliers;
  std::vector<double> tangent;
};

// Whether what is missing of the constraints is rounding: `shift` has it in standard errors.
bool is_on(const Constraints& constraints, const std::vector<double>& coefficients,
           const std::vector<double>& residual, const std::vector<double>& shift) {
  constexpr double tolerance = 1e-13;
  for (std::size_t k = 0; k < residual.size(); ++k) {
    double size = std::fabs(constraints.values[k]);
    const std::vector<double>& a = constraints.functionals[k];
    for (std::size_t j = 0; j < a.size(); ++j) size += std::fabs(a[j] * coefficients[j]);
    const bool is_rounding = std::fabs(residual[k]) <= tolerance * size;
    if (!is_rounding && std::fabs(shift[k]) > tolerance) return false;
  }
  return true;
}

std::optional<Step> newton_step(const Evaluation& at, const Constraints& constraints,
                                const std::vector<double>& coefficients) {
  const std::size_t n = coefficients.size();
  const auto factor = solver::Cholesky::factor(at.curvature, n, 1e-15);
  if (!factor) return std::nullopt;
  std::vector<std::vector<double>> halves;
  std::vector<double> residual;
  for (std::size_t k = 0; k < constraints.values.size(); ++k) {
    halves.push_back(factor->half_solve(constraints.functionals[k]));
    residual.push_back(constraints.values[k] - dot(constraints.functionals[k], coefficients));
  }
  const Orthonormal factors = orthonormalised(halves);
  if (!factors.is_full_rank) return std::nullopt;
  const std::vector<double> w = factor->half_solve(at.gradient);
  const std::vector<double> held = factors.coordinates(w);
  const std::vector<double> shift = factors.solve_transposed(residual);
  Step step;
  step.is_on = is_on(constraints, coefficients, residual, shift);
  std::vector<double> along = factors.combination(held, n);  // becomes L'd
  for (std::size_t j = 0; j < n; ++j) along[j] -= w[j];
  step.decrement_square = dot(along, along);
  const std::vector<double> onto = factors.combination(shift, n);
  std::vector<double> multipliers = held;  // of Q T: Q'(w + L'd)
  for (std::size_t j = 0; j < n; ++j) along[j] += onto[j];
  for (std::size_t k = 0; k < shift.size(); ++k) multipliers[k] += shift[k];
  step.multipliers = factors.solve(multipliers);
  step.direction = factor->other_half_solve(along);
  std::vector<double> last(shift.size(), 0.0);
  last.back() = 1.0;
  step.tangent = factor->other_half_solve(factors.combination(factors.solve_transposed(last), n));
  return step;
}

std::vector<double> moved(const std::vector<double>& from, double t,
                          const std::vector<double>& direction) {
  std::vector<double> to(from);
  for (std::size_t j = 0; j < to.size(); ++j) to[j] += t * direction[j];
  return to;
}

// Moves along the step as far as F falls by a share of what its slope promises; false where none
// does. A step that first has to reach the constraints may rise.
bool advance(const Objective& objective, const Step& step, bool may_rise,
             std::vector<double>& coefficients, Evaluation& at) {
  constexpr double sufficient = 1e-4;
  const double noise = 1e-14 * std::fabs(at.value);
  const double slope = dot(at.gradient, step.direction);
  double t = 1.0;
  for (int halvings = 0; halvings <= 40; ++halvings, t *= 0.5) {
    std::vector<double> to = moved(coefficients, t, step.direction);
    Evaluation next = objective.evaluate(to, Order::curvature);
    const bool falls = next.value <= at.value + sufficient * t * slope + noise;
    if (!(falls || (may_rise && std::isfinite(next.value)))) continue;
    coefficients = std::move(to);
    at = std::move(next);
    return true;
  }
  return false;
}

}  // namespace

ConstrainedMinimum constrained_minimum(const Objective& objective, const Constraints& constraints,
                                       std::vector<double> start) {
  ConstrainedMinimum result;
  result.coefficients = std::move(start);
  Evaluation at = objective.evaluate(result.coefficients, Order::curvature);
  double gain = std::numeric_limits<double>::infinity();
  for (int steps = 0; steps < most_steps; ++steps) {
    std::optional<Step> step = newton_step(at, constraints, result.coefficients);
    if (!step) {
      result.value = at.value;
      result.found = gain < smallest_gain;
      return result;
    }
    const bool on = step->is_on;
    gain = step->decrement_square / 2.0;
    result.value = at.value - (on ? gain : 0.0);
    result.multipliers = std::move(step->multipliers);
    result.tangent = std::move(step->tangent);
    if (on && step->decrement_square <= small_decrement) {
      result.found = true;
      return result;
    }
    if (!advance(objective, *step, !on, result.coefficients, at)) {
      result.found = on && gain < smallest_gain;
      return result;
    }
  }
  return result;
}

}  // namespace odds::inference
