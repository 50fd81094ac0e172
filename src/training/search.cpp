// SPDX-License-Identifier: Apache-2.0
#include "training/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solver/descent.hpp"
#include "solver/lbfgs.hpp"
#include "solver/stochastic.hpp"
#include "training/mean_loss.hpp"

namespace odds::training {

using objective::NetworkEvaluation;
using solver::Descent;
using solver::Visit;

namespace {

// A mean loss this small is a perfect fit: it tends to 0 as weights grow, and no minimum exists.
constexpr double no_loss = 1e-6;

class Watcher {
 public:
  Watcher(const Task& task, Search& search) : task_(task), search_(search) {
    search_.best_value = std::numeric_limits<double>::infinity();
  }

  // Keeps the point if it is the best so far. Returns why the search is to end, or "".
  std::string see(const Visit& visit) {
    const TrainingEpoch at = losses(visit);
    search_.history.push_back(at);
    const bool is_kept_apart = task_.rows.kept_apart != nullptr;
    const double value = is_kept_apart ? at.validation : at.training + penalty(visit.point);
    if (value < search_.best_value) {
      search_.best_value = value;
      search_.best = visit.point;
      search_.record.best = at;
    }
    if (stop_requested(task_.run, visit.iteration, at.training)) return "interrupted";
    if (has_diverged(at)) return "diverged";
    if (at.training < no_loss && !task_.objective.ridge().is_active()) return "no_minimum";
    const bool is_patient = at.epoch - search_.record.best.epoch < task_.network.patience;
    return is_kept_apart && !is_patient ? "patience" : "";
  }

 private:
  double penalty(const std::vector<double>& point) const {
    return task_.objective.ridge().value(point) / task_.rows.training_weight;
  }

  // A loss far above the first one does not come back: the step is too large.
  bool has_diverged(const TrainingEpoch& at) const {
    constexpr double coin = 0.7;  // about log 2, the loss of p = 1/2
    return !(at.training <= 10.0 * std::max(search_.history.front().training, coin));
  }

  // A solver that sees all rows knows the training loss already.
  TrainingEpoch losses(const Visit& visit) const {
    TrainingEpoch at;
    at.epoch = visit.iteration;
    if (visit.gradient != nullptr && !task_.rows.kept_apart) {
      at.training = visit.value - penalty(visit.point);
      return at;
    }
    const NetworkEvaluation evaluation = task_.objective.evaluate(visit.point, false);
    at.training = evaluation.likelihood / task_.rows.training_weight;
    if (task_.rows.kept_apart) {
      at.validation = evaluation.validation_likelihood / task_.rows.validation_weight;
    }
    return at;
  }

  const Task& task_;
  Search& search_;
};

std::int64_t iteration_limit(const Task& task) {
  return task.options.max_iterations.value_or(default_network_iterations);
}

Descent run_solver(const Task& task, std::vector<double> start, const solver::Watch& watch) {
  const Solver chosen = solver_of(task.options, task.network);
  const double tolerance = std::sqrt(task.options.tolerance);
  if (is_stochastic(chosen)) {
    NetworkBatches batches(*task.batches, task.objective.dimension());
    const solver::StochasticOptions options{
        step_of(chosen, task.options), momentum_of(chosen, task.options), task.network.schedule,
        task.network.epochs, task.network.seed};
    return chosen == Solver::sgd ? solver::sgd(batches, std::move(start), options, watch)
                                 : solver::adam(batches, std::move(start), options, watch);
  }
  const NetworkLoss loss(task.objective, task.rows.training_weight);
  if (chosen == Solver::gradient_descent) {
    return solver::descend(
        loss, std::move(start),
        {task.options.step, momentum_of(chosen, task.options), tolerance, iteration_limit(task)},
        watch);
  }
  return solver::lbfgs(loss, std::move(start), {tolerance, iteration_limit(task)}, watch);
}

}  // namespace

Solver solver_of(const EstimateOptions& options, const NetworkOptions& network) {
  if (options.solver != Solver::automatic) return options.solver;
  return network.hidden.empty() ? Solver::newton : Solver::lbfgs;
}

bool is_stochastic(Solver solver) { return solver == Solver::sgd || solver == Solver::adam; }

double step_of(Solver solver, const EstimateOptions& options) {
  if (options.step > 0.0 || !is_stochastic(solver)) return options.step;
  return solver == Solver::sgd ? default_sgd_step : default_adam_step;
}

double momentum_of(Solver solver, const EstimateOptions& options) {
  return options.momentum.value_or(solver == Solver::sgd ? default_sgd_momentum : 0.0);
}

Search search(const Task& task, const std::vector<double>& first, std::vector<double> start) {
  Search result;
  Watcher watcher(task, result);
  if (!first.empty()) {
    watcher.see({0, first, 0.0, nullptr});
    result.history.clear();
  }
  const Descent descent =
      run_solver(task, std::move(start), [&](const Visit& visit) { return watcher.see(visit); });
  result.record.stop_reason =
      descent.stop_reason == "max_iterations" ? "budget" : descent.stop_reason;
  result.record.epochs = descent.iterations;
  return result;
}

}  // namespace odds::training
