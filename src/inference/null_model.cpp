// SPDX-License-Identifier: Apache-2.0
#include "inference/null_model.hpp"

#include <cmath>

#include "loss/logistic.hpp"
#include "objective/likelihood.hpp"
#include "parallel/team.hpp"
#include "solver/newton.hpp"

namespace odds::inference {

using objective::Objective;
using objective::Order;
using objective::View;

namespace {

// The root of the increasing function sum w (m sigma(b + offset) - s): bracketed, then bisected. A
// start at zero would be lost where offsets are so large that every curvature underflows.
double offset_intercept(const Objective& objective) {
  const auto slope = [&](double b) { return objective.evaluate({b}, Order::gradient).gradient[0]; };
  double low = -1.0;
  double high = 1.0;
  constexpr double farthest = 1e308;
  while (slope(low) > 0.0 && low > -farthest) low *= 2.0;
  while (slope(high) < 0.0 && high < farthest) high *= 2.0;
  for (int halvings = 0; halvings < 60 && high - low > 1e-3; ++halvings) {
    const double middle = low + (high - low) / 2.0;
    (slope(middle) > 0.0 ? high : low) = middle;
  }
  return low + (high - low) / 2.0;
}

Objective offset_objective(const design::Design& design, const RunOptions& run) {
  View view;
  view.uses_all_columns = false;
  if (const auto constant = design.constant_column()) view.columns = {*constant};
  return {design, view, penalty::Ridge(), parallel::thread_count(run)};
}

}  // namespace

NullModel null_model(const design::Design& design, const RunOptions& run) {
  const design::ResponseTotals& totals = design.totals();
  const double events = totals.event_weight;
  const double others = totals.sum_weights - events;
  const bool has_constant = design.constant_column().has_value();
  if (!design.has_offset()) {
    if (!has_constant) return {0.0, totals.sum_weights * std::log(0.5), false};
    // Weights may differ so much that one side vanishes beside the other: 0 log 0 is 0.
    const auto part = [&](double side) {
      return side > 0.0 ? side * std::log(side / totals.sum_weights) : 0.0;
    };
    return {std::log(events / others), part(events) + part(others), true};
  }
  const Objective objective = offset_objective(design, run);
  if (!has_constant) return {0.0, -objective.evaluate({}, Order::value).likelihood, false};
  solver::Problem problem;
  problem.scale = {totals.sum_weights, totals.nobs};
  problem.largest = {1.0};
  problem.group = {0};
  const solver::Outcome outcome =
      solver::newton(objective, problem, {{offset_intercept(objective)}, {}});
  return {outcome.coefficients[0], -outcome.evaluation.likelihood, true};
}

double start_intercept(double null_intercept) {
  const double rounded = std::round(null_intercept * 1024.0) / 1024.0;
  return std::isfinite(rounded) ? rounded : 0.0;
}

double saturated_log_likelihood(const design::Design& design, const RunOptions& run) {
  if (!design.has_trials()) return 0.0;
  View view;
  view.uses_all_columns = false;
  const Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  return -objective.sum_tiles(
      0.0, sizeof(double),
      [](objective::Workspace& workspace, double& sum) {
        const design::Tile& tile = workspace.tile();
        for (std::size_t i = 0; i < tile.rows; ++i) {
          sum += loss::Logistic::saturated(tile.weight[i], tile.trials[i], tile.successes[i]);
        }
      },
      [](double& left, const double& right) { left += right; });
}

}  // namespace odds::inference
