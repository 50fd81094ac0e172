// SPDX-License-Identifier: Apache-2.0
#include "solver/newton.hpp"

#include <algorithm>
#include <cmath>

namespace odds::solver {

using objective::Evaluation;
using objective::Objective;
using objective::Order;

bool stop_requested(const Problem& problem, std::int64_t iteration, double value) {
  if (problem.run == nullptr || problem.run->observer == nullptr) return false;
  const Progress progress{"fitting", static_cast<double>(iteration), 0.0,
                          value / problem.scale.sum_weights};
  return !problem.run->observer->progress(progress);
}

namespace {

// lambda^2 beyond which one more full step cannot improve the last digit: the error after a step is
// of the order of R lambda^2 standard errors.
constexpr double rounding_level = 1e-13;  // of lambda

void set_point(Outcome& outcome, const Objective& objective, const Problem& problem,
               std::vector<double> coefficients, Evaluation evaluation) {
  outcome.coefficients = std::move(coefficients);
  outcome.evaluation = std::move(evaluation);
  outcome.proof =
      prove(objective, outcome.evaluation, problem.scale, problem.largest, problem.group);
}

std::vector<double> moved(const std::vector<double>& from, double t,
                          const std::vector<double>& step) {
  std::vector<double> to(from);
  for (std::size_t j = 0; j < to.size(); ++j) to[j] += t * step[j];
  return to;
}

// A direction of descent: Newton's, or where the curvature is singular to working precision the
// one of the curvature with its diagonal raised until it is not.
std::vector<double> direction(const Outcome& at, std::size_t n) {
  if (at.proof.has_factor) return at.proof.newton_step;
  for (double raise = 1e-14; raise < 1e3; raise *= 100.0) {
    std::vector<double> raised = at.evaluation.curvature;
    double largest = 0.0;
    for (std::size_t j = 0; j < n; ++j) largest = std::max(largest, raised[j * n + j]);
    for (std::size_t j = 0; j < n; ++j) {
      raised[j * n + j] += raise * std::max(raised[j * n + j], 1e-16 * largest);
    }
    const std::optional<Cholesky> factor = Cholesky::factor(raised, n, 1e-16);
    if (!factor) continue;
    std::vector<double> step = factor->solve(at.evaluation.gradient);
    for (double& s : step) s = -s;
    return step;
  }
  return {};
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

// Moves along `step` as far as the objective decreases by a share of what its slope promises.
// False when no step of at least 2^-40 does.
bool advance(const Objective& objective, const Problem& problem, const std::vector<double>& step,
             Outcome& at) {
  constexpr double sufficient = 1e-4;  // Armijo's share of the promised decrease
  const double slope = dot(at.evaluation.gradient, step);
  if (!(slope < 0.0)) return false;
  const double noise = 1e-14 * std::fabs(at.evaluation.value);
  double t = 1.0;
  for (int halvings = 0; halvings <= 40; ++halvings, t *= 0.5) {
    std::vector<double> to = moved(at.coefficients, t, step);
    const Order order = halvings == 0 ? Order::curvature : Order::value;
    Evaluation evaluation = objective.evaluate(to, order);
    if (!(evaluation.value <= at.evaluation.value + sufficient * t * slope + noise)) continue;
    if (order == Order::value) evaluation = objective.evaluate(to, Order::curvature);
    set_point(at, objective, problem, std::move(to), std::move(evaluation));
    return true;
  }
  return false;
}

}  // namespace

bool is_proved(const Problem& problem, const Proof& proof) {
  // Below the level of rounding there is nothing left to ask for.
  const double tolerance = std::max(problem.tolerance, rounding_level * rounding_level);
  return proof.has_factor && proof.u < 0.9 && proof.decrement * proof.decrement <= tolerance;
}

void polish(const Objective& objective, const Problem& problem, Outcome& outcome) {
  for (int steps = 0; steps < 3; ++steps) {
    std::vector<double> to = moved(outcome.coefficients, 1.0, outcome.proof.newton_step);
    Evaluation evaluation = objective.evaluate(to, Order::curvature);
    const double before = outcome.proof.decrement;
    Outcome next;
    set_point(next, objective, problem, std::move(to), std::move(evaluation));
    if (!next.proof.has_factor || !(next.proof.u < 0.9)) return;
    outcome.coefficients = std::move(next.coefficients);
    outcome.evaluation = std::move(next.evaluation);
    outcome.proof = std::move(next.proof);
    ++outcome.iterations;
    if (outcome.proof.decrement <= rounding_level || outcome.proof.decrement > 0.1 * before) return;
  }
}

Outcome newton(const Objective& objective, const Problem& problem, std::vector<double> start) {
  Outcome outcome;
  Evaluation first = objective.evaluate(start, Order::curvature);
  set_point(outcome, objective, problem, std::move(start), std::move(first));
  for (;; ++outcome.iterations) {
    if (is_proved(problem, outcome.proof)) {
      if (problem.polishes) polish(objective, problem, outcome);
      outcome.converged = true;
      outcome.stop_reason = "decrement";
      return outcome;
    }
    const bool unproved = !(outcome.proof.u < 0.9);
    if (unproved && problem.is_separated && problem.is_separated(outcome.iterations, outcome)) {
      outcome.stop_reason = "separation";
      return outcome;
    }
    if (outcome.iterations >= problem.max_iterations) {
      outcome.stop_reason = "max_iterations";
      return outcome;
    }
    if (stop_requested(problem, outcome.iterations, outcome.evaluation.value)) {
      outcome.stop_reason = "interrupted";
      return outcome;
    }
    const std::vector<double> step = direction(outcome, objective.dimension());
    if (step.empty() || !advance(objective, problem, step, outcome)) {
      outcome.stop_reason = "line_search";
      return outcome;
    }
  }
}

}  // namespace odds::solver
