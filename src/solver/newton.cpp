// SPDX-License-Identifier: Apache-2.0
#include "solver/newton.hpp"

#include <algorithm>
#include <cmath>

#include "solver/dot.hpp"

namespace odds::solver {

using objective::Evaluation;
using objective::Order;
using objective::Smooth;

bool stop_requested(const Problem& problem, std::int64_t iteration, double value) {
  if (problem.run == nullptr || problem.run->observer == nullptr) return false;
  const Progress progress{"fitting", static_cast<double>(iteration), 0.0,
                          value / problem.scale.sum_weights};
  return !problem.run->observer->progress(progress);
}

void record(const Problem& problem, Outcome& outcome) {
  const Proof& proof = outcome.proof;
  TracePoint point{outcome.iterations, outcome.evaluation.value / problem.scale.sum_weights,
                   proof.gradient_norm};
  if (proof.has_factor) point.decrement = proof.decrement;
  outcome.trace.add(point);
}

namespace {

// lambda^2 beyond which one more full step cannot improve the last digit: the error after a step is
// of the order of R lambda^2 standard errors.
constexpr double rounding_level = 1e-13;  // of lambda

void set_point(Outcome& outcome, const Smooth& objective, const Problem& problem,
               std::vector<double> coefficients, Evaluation evaluation) {
  outcome.coefficients = std::move(coefficients);
  outcome.evaluation = std::move(evaluation);
  outcome.proof = problem.proves ? prove(objective, outcome.evaluation, problem.scale,
                                         problem.largest, problem.group)
                                 : newton_step(objective, outcome.evaluation, problem.scale);
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

// Moves along `step` as far as the objective decreases by a share of what its slope promises.
// False when no step of at least 2^-40 does.
bool advance(const Smooth& objective, const Problem& problem, const std::vector<double>& step,
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

// The point after one step from `start` with the curvature that is known about there, or `start`
// itself where that step does not lead down.
Outcome begin(const Smooth& objective, const Problem& problem, Start start) {
  Outcome outcome;
  if (!start.curvature.empty()) {
    const Evaluation here = start.evaluation
                                ? std::move(*start.evaluation)
                                : objective.evaluate(start.coefficients, Order::gradient);
    const auto factor = Cholesky::factor(start.curvature, objective.dimension());
    if (factor) {
      std::vector<double> to = moved(start.coefficients, -1.0, factor->solve(here.gradient));
      Evaluation there = objective.evaluate(to, Order::curvature);
      if (there.value <= here.value) {
        set_point(outcome, objective, problem, std::move(to), std::move(there));
        outcome.iterations = 1;
        return outcome;
      }
    }
  }
  Evaluation first = objective.evaluate(start.coefficients, Order::curvature);
  set_point(outcome, objective, problem, std::move(start.coefficients), std::move(first));
  return outcome;
}

// Two steps with the curvature of this point, whose gradient alone is computed in between. False,
// and nothing moved, where the first does not come as near as theory says.
bool advance_twice(const Smooth& objective, const Problem& problem, Outcome& at) {
  constexpr double near = 1e-2;        // of lambda and u: what makes one curvature serve two steps
  constexpr double contraction = 0.1;  // of lambda
  if (!(at.proof.decrement < near && at.proof.u < near)) return false;
  const auto factor = Cholesky::factor(at.evaluation.curvature, objective.dimension());
  if (!factor) return false;
  std::vector<double> to = moved(at.coefficients, 1.0, at.proof.newton_step);
  const std::vector<double> gradient = objective.evaluate(to, Order::gradient).gradient;
  const double before = factor->inverse_norm(at.evaluation.gradient);
  if (!(factor->inverse_norm(gradient) <= contraction * before)) return false;
  to = moved(to, -1.0, factor->solve(gradient));
  Evaluation evaluation = objective.evaluate(to, Order::curvature);
  Outcome next;
  set_point(next, objective, problem, std::move(to), std::move(evaluation));
  if (!(next.proof.decrement <= at.proof.decrement)) return false;
  at.coefficients = std::move(next.coefficients);
  at.evaluation = std::move(next.evaluation);
  at.proof = std::move(next.proof);
  at.iterations += 1;  // the caller counts the second step
  return true;
}

}  // namespace

bool is_proved(const Problem& problem, const Proof& proof) {
  // Below the level of rounding there is nothing left to ask for.
  const double tolerance = std::max(problem.tolerance, rounding_level * rounding_level);
  return proof.has_factor && (proof.u < 0.9 || !problem.proves) &&
         proof.decrement * proof.decrement <= tolerance;
}

void polish(const Smooth& objective, const Problem& problem, Outcome& outcome) {
  for (int steps = 0; steps < 3; ++steps) {
    if (outcome.proof.decrement <= rounding_level && outcome.iterations > 0) return;
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
    record(problem, outcome);
    if (outcome.proof.decrement <= rounding_level || outcome.proof.decrement > 0.1 * before) return;
  }
}

Outcome newton(const Smooth& objective, const Problem& problem, Start start) {
  Outcome outcome = begin(objective, problem, std::move(start));
  for (;; ++outcome.iterations) {
    record(problem, outcome);
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
    if (problem.polishes && advance_twice(objective, problem, outcome)) continue;
    const std::vector<double> step = direction(outcome, objective.dimension());
    if (step.empty() || !advance(objective, problem, step, outcome)) {
      outcome.stop_reason = "line_search";
      return outcome;
    }
  }
}

}  // namespace odds::solver
