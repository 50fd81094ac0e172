// SPDX-License-Identifier: Apache-2.0
#include "training/single_unit.hpp"

#include <optional>
#include <tuple>
#include <utility>

#include "parallel/team.hpp"
#include "solver/lbfgs.hpp"
#include "training/mean_loss.hpp"

namespace odds::training {

using design::Design;
using objective::NetworkObjective;

namespace {

// The optimum over the standardised inputs, where it is proved to exist.
std::optional<std::vector<double>> newton_optimum(const Design& design, const Rows& rows,
                                                  const std::vector<double>& scales,
                                                  const inference::Beginning& beginning,
                                                  const RunOptions& run) {
  objective::View view;
  view.excluded_rows = rows.kept_apart;
  inference::Beginning begin = beginning;
  if (rows.kept_apart) {
    const objective::Objective all(design, view, penalty::Ridge(), parallel::thread_count(run));
    begin = {all.gram(), std::nullopt};
  }
  const inference::Minimum minimum =
      inference::minimise(design, view, begin, EstimateOptions(), run);
  if (minimum.separation || !minimum.outcome.converged) return std::nullopt;
  std::vector<double> point = minimum.coefficients;
  for (std::size_t k = 0; k < point.size(); ++k) point[k] *= scales[k];
  return point;
}

// With the penalty, from zero.
std::vector<double> penalised_optimum(const Design& design, const NetworkObjective& plain,
                                      const Rows& rows, const RunOptions& run) {
  std::vector<double> strengths(plain.dimension(), rows.training_weight * separated_l2);
  if (design.has_ones()) strengths[0] = 0.0;
  const NetworkObjective penalised(design, plain.shape(), plain.scales(),
                                   penalty::Ridge(std::move(strengths)), rows.kept_apart,
                                   parallel::thread_count(run));
  const NetworkLoss loss(penalised, rows.training_weight);
  solver::LbfgsOptions options;
  options.gradient_tolerance = 1e-9;
  const auto watch = [&](const solver::Visit& visit) {
    return stop_requested(run, visit.iteration, visit.value) ? "interrupted" : "";
  };
  return solver::lbfgs(loss, std::vector<double>(plain.dimension(), 0.0), options, watch).point;
}

}  // namespace

SingleUnit fit_single_unit(const Design& design, const Rows& rows,
                           const std::vector<double>& scales, const inference::Beginning& beginning,
                           const RunOptions& run) {
  const NetworkObjective unit(design, objective::shape_over(design, {}, Activation::logistic),
                              scales, penalty::Ridge(), rows.kept_apart,
                              parallel::thread_count(run));
  SingleUnit result;
  std::optional<std::vector<double>> optimum = newton_optimum(design, rows, scales, beginning, run);
  result.is_penalised = !optimum;
  result.point = optimum ? std::move(*optimum) : penalised_optimum(design, unit, rows, run);
  const objective::NetworkEvaluation at = unit.evaluate(result.point, false);
  result.training_loss = at.likelihood / rows.training_weight;
  if (rows.kept_apart) result.validation_loss = at.validation_likelihood / rows.validation_weight;
  std::tie(result.lowest, result.highest) = unit.predictor_range(result.point);
  return result;
}

}  // namespace odds::training
