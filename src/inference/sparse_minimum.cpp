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

// Blocks from which on a sample of them is worth a search of its own.
constexpr std::size_t fewest_blocks = 32;
// Of a search on a sample: its minimum is that far from the other one anyway.
constexpr double enough = 3.0;

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

PenaltyStrengths times(PenaltyStrengths strengths, double share) {
  for (double& l1 : strengths.l1) l1 *= share;
  for (double& l2 : strengths.l2) l2 *= share;
  return strengths;
}

// The minimum over a sample of the rows, not to the last.
template <class Minimise>
void start_on_samples(const SparseProblem& problem, const Minimise& minimise,
                      std::vector<double>& theta) {
  if (problem.features.block_count() < fewest_blocks) return;
  for (const std::size_t stride : {std::size_t{16}, std::size_t{4}}) {
    std::vector<std::size_t> blocks;
    const SparseFeatures features = problem.features.sample(stride, blocks);
    const ResponseRows response = rows_of(problem.response, blocks);
    if (!(response.sum_weights > 0)) return;
    const double share = response.sum_weights / problem.response.sum_weights;
    const PenaltyStrengths strengths = times(problem.strengths, share);
    minimise({features, response, strengths, problem.nobs * share}, theta);
  }
}

double norm(const std::vector<double>& v) { return std::sqrt(solver::dot(v, v)); }

// ---- ridge ----------------------------------------------------------------------------------

SparseMinimum ridge(const SparseProblem& problem, std::vector<double> theta,
                    const EstimateOptions& options, const RunOptions& run) {
  solver::NewtonCgOptions settings;
  settings.tolerance = options.tolerance;
  settings.run = &run;
  start_on_samples(
      problem,
      [&](const SparseProblem& sample, std::vector<double>& start) {
        FeatureLikelihood objective(sample.features, sample.response, sample.strengths.l2);
        solver::NewtonCgOptions loose = settings;
        loose.nobs = sample.nobs;
        loose.enough = enough;
        start = solver::newton_cg(objective, std::move(start), loose).coefficients;
      },
      theta);
  settings.nobs = problem.nobs;
  settings.max_iterations = options.max_iterations.value_or(settings.max_iterations);
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
  minimum.theta = std::move(outcome.coefficients);
  return minimum;
}

// ---- l1 and bounds --------------------------------------------------------------------------

SparseMinimum of_working_set(const SparseProblem& problem, std::vector<double> theta,
                             const EstimateOptions& options, const RunOptions& run) {
  PenalisedMinimum found = minimise_penalised(problem.features, problem.response, problem.strengths,
                                              problem.nobs, std::move(theta), options, run);
  SparseMinimum minimum;
  minimum.solver = "coordinate-descent";
  minimum.converged = found.fit.converged;
  minimum.stop_reason = found.fit.stop_reason;
  minimum.iterations = found.fit.iterations;
  minimum.certificate = found.certificate;
  minimum.likelihood = found.fit.loss;
  minimum.theta = std::move(found.fit.theta);
  return minimum;
}

solver::OrthantOutcome in_orthants(const SparseProblem& problem, std::vector<double> theta,
                                   solver::OrthantOptions settings) {
  settings.nobs = problem.nobs;
  FeatureLikelihood objective(problem.features, problem.response, problem.strengths.l2);
  return solver::orthant_newton(objective, penalties_of(problem.strengths), std::move(theta),
                                settings);
}

SparseMinimum of_orthants(const SparseProblem& problem, std::vector<double> theta,
                          const EstimateOptions& options, const RunOptions& run) {
  solver::OrthantOptions settings;
  settings.run = &run;
  settings.max_iterations = options.max_iterations.value_or(settings.max_iterations);
  solver::OrthantOutcome outcome = in_orthants(problem, std::move(theta), settings);
  const double total = problem.response.sum_weights;
  SparseMinimum minimum;
  minimum.solver = "newton-cg";
  minimum.converged = outcome.converged;
  minimum.stop_reason = outcome.stop_reason;
  minimum.iterations = outcome.iterations;
  minimum.likelihood = outcome.likelihood;
  minimum.certificate.kind = outcome.converged ? "gap" : "none";
  minimum.certificate.newton_decrement = outcome.decrement;
  if (std::isfinite(outcome.gap)) minimum.certificate.objective_gap = outcome.gap / total;
  minimum.theta = std::move(outcome.coefficients);
  return minimum;
}

SparseMinimum elastic_net(const SparseProblem& problem, std::vector<double> theta,
                          const EstimateOptions& options, const RunOptions& run) {
  solver::OrthantOptions loose;
  loose.enough = enough;
  loose.run = &run;
  bool is_small = true;
  start_on_samples(
      problem,
      [&](const SparseProblem& sample, std::vector<double>& start) {
        is_small = is_small && grow_working_set(sample, start, run);
        if (!is_small) start = in_orthants(sample, std::move(start), loose).coefficients;
      },
      theta);
  is_small = is_small && grow_working_set(problem, theta, run);
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
