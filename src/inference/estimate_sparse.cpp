// SPDX-License-Identifier: Apache-2.0
#include "inference/estimate_sparse.hpp"

#include <cmath>
#include <utility>

#include "inference/penalised.hpp"
#include "inference/penalty_strengths.hpp"
#include "inference/resolve.hpp"
#include "inference/sparse_minimum.hpp"
#include "objective/gather_response.hpp"
#include "objective/sparse_features.hpp"
#include "objective/sparse_matrix.hpp"
#include "parallel/team.hpp"

namespace odds::inference {
namespace {

// By inner column, on the scale of the total negative log-likelihood.
PenaltyStrengths strengths_of(const design::SparseDesign& design, const EstimateOptions& options,
                              unsigned workers) {
  PenaltyStrengths strengths = penalty_strengths(design.dense(), options, workers);
  const double total = design.dense().totals().sum_weights;
  for (std::size_t j = 0; j < design.sparse_count(); ++j) {
    const int exponent = design.exponents()[j];
    const double unit =
        options.standardize ? std::ldexp(design.spreads()[j], exponent) : std::ldexp(1.0, exponent);
    const double factor = design.factors().empty() ? 1.0 : design.factors()[j];
    strengths.l1.push_back(inner_strength(total * options.l1 * factor, unit));
    strengths.l2.push_back(inner_strength(total * options.l2 * factor, unit * unit));
    strengths.low.push_back(-HUGE_VAL);
    strengths.high.push_back(HUGE_VAL);
  }
  for (const design::SparseDesign::Bound& bound : design.bounds()) {
    const int exponent = design.exponents()[bound.column];
    const std::size_t inner = design.dense().inner_count() + bound.column;
    strengths.low[inner] = std::ldexp(bound.bounds.low, -exponent);
    strengths.high[inner] = std::ldexp(bound.bounds.high, -exponent);
  }
  return strengths;
}

}  // namespace

SparseEstimate estimate_sparse(design::SparseDesign& design, const EstimateOptions& options,
                               const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  SparseEstimate result;
  remove_constants(design.dense(), result.notes);
  const objective::SparseFeatures features(objective::sparse_matrix(design, workers), workers);
  const objective::ResponseRows response = objective::gather_response(design.dense(), workers);
  const PenaltyStrengths strengths = strengths_of(design, options, workers);
  result.null = null_model(design.dense(), run);
  const SparseProblem problem{features, response, strengths, design.dense().totals().nobs};
  SparseMinimum minimum = minimise_sparse(
      problem, penalised_start(design.dense(), result.null, strengths), options, run);
  result.inner = std::move(minimum.theta);
  result.solver = minimum.solver;
  result.converged = minimum.converged;
  result.stop_reason = minimum.stop_reason;
  result.iterations = minimum.iterations;
  result.steps = std::move(minimum.steps);
  result.certificate = minimum.certificate;
  result.log_likelihood = -minimum.likelihood;
  return result;
}

}  // namespace odds::inference
