// SPDX-License-Identifier: Apache-2.0
#include "solver/gradient_descent.hpp"

#include <cmath>

#include "solver/dot.hpp"
#include "solver/newton.hpp"

namespace odds::solver {

using objective::Evaluation;
using objective::Objective;
using objective::Order;

namespace {

constexpr std::int64_t steps_between_proofs = 50;

struct Descent {
  std::vector<double> point;
  Evaluation at;             // with gradient
  double step = 1.0;         // on the mean objective
  std::vector<double> best;  // the point of the lowest value so far
  double best_value = 0.0;
  double first_value = 0.0;
};

void accept(std::vector<double> point, Evaluation at, Descent& descent) {
  descent.point = std::move(point);
  descent.at = std::move(at);
  if (descent.at.value <= descent.best_value) {
    descent.best = descent.point;
    descent.best_value = descent.at.value;
  }
}

std::vector<double> stepped(const Descent& descent, double sum_weights) {
  std::vector<double> to(descent.point);
  for (std::size_t j = 0; j < to.size(); ++j) {
    to[j] -= descent.step * (descent.at.gradient[j] / sum_weights);
  }
  return to;
}

// One step. False when backtracking finds no decrease, or a fixed step leaves the finite numbers.
bool descend(const Objective& objective, const Problem& problem, Descent& descent) {
  const double sum_weights = problem.scale.sum_weights;
  if (problem.step > 0.0) {
    descent.step = problem.step;
    std::vector<double> to = stepped(descent, sum_weights);
    Evaluation next = objective.evaluate(to, Order::gradient);
    // A loss far above the first one does not come back: the step is too large.
    if (!(next.value <= 10.0 * descent.first_value)) return false;
    accept(std::move(to), std::move(next), descent);
    return true;
  }
  const double promised = dot(descent.at.gradient, descent.at.gradient) / sum_weights;
  const double noise = 1e-14 * std::fabs(descent.at.value);
  for (int halvings = 0; halvings < 100; ++halvings, descent.step *= 0.5) {
    std::vector<double> to = stepped(descent, sum_weights);
    Evaluation next = objective.evaluate(to, Order::gradient);
    if (!(next.value <= descent.at.value - 0.5 * descent.step * promised + noise)) continue;
    accept(std::move(to), std::move(next), descent);
    return true;
  }
  return false;
}

// Evaluates the certificate at the best point so far.
void examine(const Objective& objective, const Problem& problem, const Descent& descent,
             Outcome& outcome) {
  outcome.coefficients = descent.best;
  outcome.evaluation = objective.evaluate(descent.best, Order::curvature);
  outcome.proof =
      prove(objective, outcome.evaluation, problem.scale, problem.largest, problem.group);
}

// Ends the search where the certificate or a proof of separation says so.
bool is_settled(const Objective& objective, const Problem& problem, Outcome& outcome) {
  const Proof& proof = outcome.proof;
  if (is_proved(problem, proof)) {
    polish(objective, problem, outcome);
    outcome.converged = true;
    outcome.stop_reason = "decrement";
    return true;
  }
  const bool unproved = !(proof.u < 0.9);
  if (unproved && problem.is_separated && problem.is_separated(outcome.iterations, outcome)) {
    outcome.stop_reason = "separation";
    return true;
  }
  return false;
}

}  // namespace

Outcome gradient_descent(const Objective& objective, const Problem& problem,
                         std::vector<double> start) {
  Outcome outcome;
  Descent descent;
  descent.point = std::move(start);
  descent.at = objective.evaluate(descent.point, Order::gradient);
  descent.best = descent.point;
  descent.best_value = descent.at.value;
  descent.first_value = descent.at.value;
  for (;; ++outcome.iterations) {
    const bool at_limit = outcome.iterations >= problem.max_iterations;
    if (at_limit || outcome.iterations % steps_between_proofs == 0) {
      examine(objective, problem, descent, outcome);
      if (is_settled(objective, problem, outcome)) return outcome;
      if (at_limit) {
        outcome.stop_reason = "max_iterations";
        return outcome;
      }
    }
    const bool stop = stop_requested(problem, outcome.iterations, descent.at.value);
    if (stop || !descend(objective, problem, descent)) {
      examine(objective, problem, descent, outcome);
      if (!stop && is_settled(objective, problem, outcome)) return outcome;
      outcome.stop_reason = stop ? "interrupted" : "line_search";
      return outcome;
    }
    if (problem.step == 0.0) descent.step *= 2.0;
  }
}

}  // namespace odds::solver
