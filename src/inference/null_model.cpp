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

double null_log_likelihood(const design::Design& design, const RunOptions& run) {
  const design::ResponseTotals& totals = design.totals();
  if (!design.has_offset()) {
    const double events = totals.event_weight;
    const double others = totals.sum_weights - events;
    if (!design.has_ones()) return totals.sum_weights * std::log(0.5);
    return events * std::log(events / totals.sum_weights) +
           others * std::log(others / totals.sum_weights);
  }
  View view;
  view.uses_all_columns = false;
  if (design.has_ones()) view.columns = {0};
  const Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  if (!design.has_ones()) return -objective.evaluate({}, Order::value).likelihood;
  solver::Problem problem;
  problem.scale = {totals.sum_weights, totals.nobs};
  problem.largest = {1.0};
  problem.group = {0};
  return -solver::newton(objective, problem, {0.0}).evaluation.likelihood;
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
