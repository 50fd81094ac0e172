// SPDX-License-Identifier: Apache-2.0
#include "inference/sparse_minimum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "inference/penalised.hpp"
#include "inference/working_set.hpp"
#include "objective/feature_likelihood.hpp"
#include "parallel/team.hpp"
#include "solver/dot.hpp"
#include "solver/lbfgs.hpp"
#include "solver/newton_cg.hpp"
#include "solver/orthant_newton.hpp"

namespace odds::inference {

using objective::FeatureLikelihood;
using objective::ResponseRows;
using objective::SparseFeatures;

namespace {

std::vector<penalty::ElasticNet> penalties_of(const PenaltyStrengths& strengths) {
  std::vector<penalty::ElasticNet> penalties;
  for (std::size_t j = 0; j < strengths.l1.size(); ++j) {
    penalties.push_back({strengths.l1[j], strengths.l2[j], strengths.low[j], strengths.high[j]});
  }
  return penalties;
}

ResponseRows rows_of(const ResponseRows& response, const std::vector<std::size_t>& blocks) {
  ResponseRows rows;
  const auto copy = [&](const base::AlignedVector<double>& from, base::AlignedVector<double>& to) {
    for (const std::size_t b : blocks) {
      const auto begin = from.begin() + static_cast<std::ptrdiff_t>(b * block_rows);
      to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(block_rows));
    }
  };
  copy(response.weight, rows.weight);
  copy(response.trials, rows.trials);
  copy(response.successes, rows.successes);
  copy(response.offset, rows.offset);
  for (std::size_t i = 0; i < rows.weight.size(); ++i) {
    rows.sum_weights += rows.weight[i] * rows.trials[i];
  }
  return rows;
}

double norm(const std::vector<double>& v) { return std::sqrt(solver::dot(v, v)); }

// ---- ridge ----------------------------------------------------------------------------------

SparseMinimum of_newton_cg(const SparseProblem& problem, std::vector<double> theta,
                           const solver::NewtonCgOptions& settings) {
  FeatureLikelihood objective(problem.features, problem.response, problem.strengths.l2);
  solver::NewtonCgOutcome outcome = solver::newton_cg(objective, std::move(theta), settings);
  const double total = problem.response.sum_weights;
  SparseMinimum minimum;
  minimum.solver = "newton-cg";
  minimum.converged = outcome.converged;
  minimum.stop_reason = outcome.stop_reason;
  minimum.iterations = outcome.iterations;
  minimum.likelihood = outcome.value.likelihood;
  minimum.certificate.kind = outcome.converged ? "gradient" : "none";
  minimum.certificate.gradient_norm = norm(outcome.gradient) / total;
  if (std::isfinite(outcome.gap)) minimum.certificate.objective_gap = outcome.gap / total;
  minimum.steps = fit_steps(outcome.trace);
  minimum.theta = std::move(outcome.coefficients);
  return minimum;
}

// The mean objective over 2^k_j theta_j, in coordinates whose curvatures are alike.
class ScaledLoss : public solver::MeanLoss {
 public:
  explicit ScaledLoss(const SparseProblem& problem)
      : objective_(problem.features, problem.response, problem.strengths.l2),
        sum_weights_(problem.response.sum_weights),
        scales_(objective_.dimension()) {
    std::vector<double> gradient;
    objective_.evaluate(std::vector<double>(scales_.size(), 0.0), gradient);
    objective_.accept();
    const std::vector<double> diagonal = objective_.diagonal();
    for (std::size_t j = 0; j < scales_.size(); ++j) {
      scales_[j] =
          diagonal[j] > 0 ? std::ldexp(1.0, std::ilogb(diagonal[j] / sum_weights_) / 2) : 1.0;
    }
  }
  std::size_t dimension() const override { return scales_.size(); }
  double evaluate(const std::vector<double>& point, std::vector<double>& gradient) const override {
    const double value = objective_.evaluate(unscaled(point), gradient).value;
    for (std::size_t j = 0; j < scales_.size(); ++j) gradient[j] /= scales_[j] * sum_weights_;
    return value / sum_weights_;
  }
  std::vector<double> unscaled(std::vector<double> point) const {
    for (std::size_t j = 0; j < scales_.size(); ++j) point[j] /= scales_[j];
    return point;
  }
  std::vector<double> scaled(std::vector<double> point) const {
    for (std::size_t j = 0; j < scales_.size(); ++j) point[j] *= scales_[j];
    return point;
  }

 private:
  mutable FeatureLikelihood objective_;
  double sum_weights_;
  std::vector<double> scales_;
};

// Until its gradients are small; Newton's method closes, and proves the point.
SparseMinimum of_lbfgs(const SparseProblem& problem, const std::vector<double>& theta,
                       solver::NewtonCgOptions settings, const EstimateOptions& options,
                       const RunOptions& run) {
  constexpr double small = 1e-12;
  constexpr std::int64_t closing_steps = 3;
  const ScaledLoss loss(problem);
  const double unit = std::sqrt(static_cast<double>(theta.size()));
  solver::LbfgsOptions limits;
  limits.gradient_tolerance = small * unit;
  limits.max_iterations = options.max_iterations.value_or(default_lbfgs_iterations);
  solver::Trace trace;
  const solver::Descent descent =
      solver::lbfgs(loss, loss.scaled(theta), limits, [&](const solver::Visit& visit) {
        trace.add({visit.iteration, visit.value, norm(loss.scaled(*visit.gradient))});
        const Progress progress{"fitting", static_cast<double>(visit.iteration), 0.0, visit.value};
        const bool goes_on = run.observer == nullptr || run.observer->progress(progress);
        return std::string(goes_on ? "" : "interrupted");
      });
  const bool is_near = descent.stop_reason == "gradient" || descent.stop_reason == "line_search";
  settings.max_iterations = is_near ? closing_steps : 0;
  SparseMinimum minimum = of_newton_cg(problem, loss.unscaled(descent.point), settings);
  minimum.solver = "lbfgs";
  minimum.iterations = descent.iterations;
  minimum.steps = fit_steps(trace);
  minimum.stop_reason = minimum.converged ? "gradient" : descent.stop_reason;
  return minimum;
}

SparseMinimum ridge(const SparseProblem& problem, std::vector<double> theta,
                    const EstimateOptions& options, const RunOptions& run) {
  solver::NewtonCgOptions settings;
  settings.tolerance = options.tolerance;
  settings.nobs = problem.nobs;
  settings.run = &run;
  if (options.solver == Solver::lbfgs) return of_lbfgs(problem, theta, settings, options, run);
  settings.max_iterations = options.max_iterations.value_or(settings.max_iterations);
  return of_newton_cg(problem, std::move(theta), settings);
}

// ---- l1 and bounds --------------------------------------------------------------------------

SparseMinimum of_working_set(const SparseProblem& problem, std::vector<double> theta,
                             const EstimateOptions& options, const RunOptions& run) {
  PenalisedMinimum found = minimise_penalised(problem.features, problem.response, problem.strengths,
                                              problem.nobs, std::move(theta), options, run);
  SparseMinimum minimum;
  minimum.solver = "cd";
  minimum.converged = found.fit.converged;
  minimum.stop_reason = found.fit.stop_reason;
  minimum.iterations = found.fit.iterations;
  minimum.steps = fit_steps(found.fit.trace);
  minimum.certificate = found.certificate;
  minimum.likelihood = found.fit.loss;
  minimum.theta = std::move(found.fit.theta);
  return minimum;
}

SparseMinimum of_orthants(const SparseProblem& problem, std::vector<double> theta,
                          const EstimateOptions& options, const RunOptions& run) {
  solver::OrthantOptions settings;
  settings.run = &run;
  settings.max_iterations = options.max_iterations.value_or(settings.max_iterations);
  settings.nobs = problem.nobs;
  FeatureLikelihood objective(problem.features, problem.response, problem.strengths.l2);
  solver::OrthantOutcome outcome = solver::orthant_newton(
      objective, penalties_of(problem.strengths), std::move(theta), settings);
  const double total = problem.response.sum_weights;
  SparseMinimum minimum;
  minimum.solver = "newton-cg";
  minimum.converged = outcome.converged;
  minimum.stop_reason = outcome.stop_reason;
  minimum.iterations = outcome.iterations;
  minimum.likelihood = outcome.likelihood;
  minimum.steps = fit_steps(outcome.trace);
  minimum.certificate.kind = outcome.converged ? "gap" : "none";
  minimum.certificate.newton_decrement = outcome.decrement;
  if (std::isfinite(outcome.gap)) minimum.certificate.objective_gap = outcome.gap / total;
  minimum.theta = std::move(outcome.coefficients);
  return minimum;
}

// Whether few columns leave 0 on a sample of the rows; where rows are few, on all of them.
bool has_small_working_set(const SparseProblem& problem, std::vector<double> theta,
                           const RunOptions& run) {
  constexpr std::size_t fewest_blocks = 32;
  constexpr std::size_t stride = 16;
  if (problem.features.block_count() < fewest_blocks) return true;
  std::vector<std::size_t> blocks;
  const SparseFeatures features = problem.features.sample(stride, blocks);
  const ResponseRows response = rows_of(problem.response, blocks);
  const double share = response.sum_weights / problem.response.sum_weights;
  if (!(share > 0)) return true;
  const PenaltyStrengths strengths = times(problem.strengths, share);
  return grow_working_set({features, response, strengths, problem.nobs * share}, theta, run);
}

SparseMinimum elastic_net(const SparseProblem& problem, std::vector<double> theta,
                          const EstimateOptions& options, const RunOptions& run) {
  const bool is_small =
      has_small_working_set(problem, theta, run) && grow_working_set(problem, theta, run);
  return is_small ? of_working_set(problem, std::move(theta), options, run)
                  : of_orthants(problem, std::move(theta), options, run);
}

}  // namespace

SparseMinimum minimise_sparse(const SparseProblem& problem, std::vector<double> start,
                              const EstimateOptions& options, const RunOptions& run) {
  if (needs_proximal_steps(options)) return elastic_net(problem, std::move(start), options, run);
  return ridge(problem, std::move(start), options, run);
}

}  // namespace odds::inference
