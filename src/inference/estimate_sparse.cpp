// SPDX-License-Identifier: Apache-2.0
#include "inference/estimate_sparse.hpp"

#include <cmath>
#include <utility>

#include "inference/penalty_strengths.hpp"
#include "objective/feature_likelihood.hpp"
#include "objective/gather_response.hpp"
#include "objective/sparse_features.hpp"
#include "objective/sparse_matrix.hpp"
#include "parallel/team.hpp"
#include "solver/newton_cg.hpp"

namespace odds::inference {
namespace {

void remove_constants(design::Design& design) {
  std::vector<design::Design::Removal> removals;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    if (design.terms()[t].constant) removals.push_back({t, "constant", ""});
  }
  if (!removals.empty()) design.remove(removals);
}

// Of the ridge, by inner column, on the scale of the total negative log-likelihood.
std::vector<double> ridge_strengths(const design::SparseDesign& design,
                                    const EstimateOptions& options, unsigned workers) {
  std::vector<double> strengths = penalty_strengths(design.dense(), options, workers).l2;
  const double total = design.dense().totals().sum_weights * options.l2;
  for (std::size_t j = 0; j < design.sparse_count(); ++j) {
    const int exponent = design.exponents()[j];
    const double unit = options.standardize ? std::ldexp(design.spreads()[j], exponent)
                                            : std::ldexp(1.0, exponent);
    const double factor = design.factors().empty() ? 1.0 : design.factors()[j];
    strengths.push_back(total * factor * unit * unit);
  }
  return strengths;
}

}  // namespace

SparseEstimate estimate_sparse(design::SparseDesign& design, const EstimateOptions& options,
                               const RunOptions& run) {
  if (options.l1 > 0 || !options.bounds.empty()) {
    throw Error(Fault::refused, "sparse.penalty",
                "sparse data take --l2 alone: --l1 and --bounds are not there yet.",
                "Use --l2, or leave the penalty out where columns are few.");
  }
  const unsigned workers = parallel::thread_count(run);
  remove_constants(design.dense());
  const objective::SparseFeatures features(objective::sparse_matrix(design, workers), workers);
  const objective::ResponseRows response = objective::gather_response(design.dense(), workers);
  objective::FeatureLikelihood objective(features, response,
                                         ridge_strengths(design, options, workers));
  SparseEstimate result;
  result.null = null_model(design.dense(), run);
  std::vector<double> start(design.inner_count(), 0.0);
  if (const auto constant = design.dense().constant_column()) {
    start[*constant] = result.null.intercept;
  }
  solver::NewtonCgOptions settings;
  settings.tolerance = options.tolerance;
  settings.nobs = design.dense().totals().nobs;
  settings.max_iterations = options.max_iterations.value_or(settings.max_iterations);
  settings.run = &run;
  solver::NewtonCgOutcome outcome = solver::newton_cg(objective, std::move(start), settings);
  result.inner = std::move(outcome.coefficients);
  result.solver = "newton-cg";
  result.converged = outcome.converged;
  result.stop_reason = outcome.stop_reason;
  result.iterations = outcome.iterations;
  result.certificate.kind = "gradient";
  double squares = 0;
  for (const double g : outcome.gradient) squares += g * g;
  const double total = design.dense().totals().sum_weights;
  result.certificate.gradient_norm = std::sqrt(squares) / total;
  result.certificate.objective_gap = outcome.gap / total;
  result.log_likelihood = -outcome.value.likelihood;
  return result;
}

}  // namespace odds::inference
