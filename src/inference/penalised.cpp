// SPDX-License-Identifier: Apache-2.0
#include "inference/penalised.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "inference/functionals.hpp"
#include "inference/null_model.hpp"
#include "inference/resolve.hpp"
#include "objective/dense_features.hpp"
#include "objective/gather_response.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;
using design::DesignTerm;

namespace {

// Of the mean objective: what a converged fit has proved at least.
constexpr double largest_gap = 1e-8;

Certificate certificate_of(const PenalisedFit& fit, double sum_weights, double nobs) {
  Certificate certificate;
  certificate.kind = fit.converged ? "gap" : "none";
  certificate.gradient_norm = subgradient_norm(fit, sum_weights);
  certificate.newton_decrement = std::sqrt(fit.decrement * nobs / sum_weights);
  if (std::isfinite(fit.gap)) certificate.objective_gap = fit.gap / sum_weights;
  return certificate;
}

void set_coefficients(const Design& design, std::vector<double> inner, Estimate& estimate) {
  Solution& solution = estimate.solution;
  estimate.coefficients = user_coefficients(design, inner);
  estimate.limits.assign(design.terms().size(), "");
  estimate.centred_intercept = design.has_ones() ? inner[0] : 0.0;
  solution.is_finite.assign(design.terms().size() + 1, true);
  if (!design.interactions().empty()) {
    for (const DesignTerm& term : design.terms()) {
      estimate.scoring.push_back(std::ldexp(inner[term.inner], term.exponent - term.unit_exponent));
    }
  }
  const auto zeros = std::count(inner.begin(), inner.end(), 0.0);
  estimate.rank = std::min(static_cast<std::int64_t>(inner.size()) - zeros,
                           static_cast<std::int64_t>(design.totals().rows_used));
  solution.inner = std::move(inner);
}

}  // namespace

void describe_penalised(const Design& design, std::vector<double> inner, const RunOptions& run,
                        Estimate& estimate) {
  const NullModel& null = estimate.solution.null;
  estimate.null_rank = null.has_constant ? 1 : 0;
  estimate.null_model = null.has_constant ? "intercept" : "offset";
  estimate.null_log_likelihood = null.log_likelihood;
  estimate.saturated_log_likelihood = saturated_log_likelihood(design, run);
  set_coefficients(design, std::move(inner), estimate);
}

std::vector<double> penalised_start(const Design& design, const NullModel& null,
                                    const PenaltyStrengths& strengths) {
  std::vector<double> start(strengths.low.size());
  for (std::size_t j = 0; j < start.size(); ++j) {
    start[j] = std::clamp(0.0, strengths.low[j], strengths.high[j]);
  }
  if (design.has_ones()) start[0] = start_intercept(null.intercept);
  return start;
}

bool needs_proximal_steps(const EstimateOptions& options) {
  return options.l1 > 0.0 || !options.bounds.empty() ||
         (options.l2 > 0.0 && options.solver == Solver::coordinate_descent);
}

std::vector<double> user_coefficients(const Design& design, const std::vector<double>& inner) {
  std::vector<double> coefficients;
  std::vector<double> centres(inner.size(), 0.0);
  for (const DesignTerm& term : design.terms()) {
    const double coefficient = inner[term.inner];
    coefficients.push_back(coefficient == 0.0 ? 0.0 : std::ldexp(coefficient, term.exponent));
    if (term.inner != 0 && coefficient != 0.0) centres[term.inner] = -term.inner_centre();
  }
  if (design.has_intercept()) {
    centres[0] = 1.0;
    coefficients[0] = accurate_dot(centres, inner);
  }
  return coefficients;
}

PenalisedMinimum minimise_penalised(const objective::Features& features,
                                    const objective::ResponseRows& response,
                                    const PenaltyStrengths& strengths, double nobs,
                                    std::vector<double> start, const EstimateOptions& options,
                                    const RunOptions& run) {
  PenalisedMinimum minimum;
  PenalisedFit& fit = minimum.fit;
  fit.unit = &strengths;
  fit.l1 = 1.0;
  fit.l2 = 1.0;
  fit.theta = std::move(start);
  SharedPasses passes(features, response, {}, 0, run);
  const double sum_weights = passes.sum_weights(0);
  Goal goal;
  goal.gap = largest_gap * sum_weights;
  goal.decrement = options.tolerance * sum_weights / nobs;
  goal.is_exact = true;
  goal.max_iterations = options.max_iterations.value_or(default_newton_iterations);
  passes.solve({&fit}, goal);
  minimum.certificate = certificate_of(fit, sum_weights, nobs);
  return minimum;
}

Estimate estimate_penalised(Design& design, const EstimateOptions& options, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  Estimate result;
  result.solver = Solver::coordinate_descent;
  result.solution.null = null_model(design, run);
  const NullModel& null = result.solution.null;
  remove_constants(design, result.notes);
  const objective::DenseFeatures features(design, workers);
  const objective::ResponseRows response = objective::gather_response(design, workers);
  const PenaltyStrengths strengths = penalty_strengths(design, options, workers);
  PenalisedMinimum minimum =
      minimise_penalised(features, response, strengths, design.totals().nobs,
                         penalised_start(design, null, strengths), options, run);
  const PenalisedFit& fit = minimum.fit;
  result.converged = fit.converged;
  result.stop_reason = fit.stop_reason;
  result.iterations = fit.iterations;
  result.certificate = minimum.certificate;
  result.steps = fit_steps(fit.trace);
  result.log_likelihood = -fit.loss;
  describe_penalised(design, fit.theta, run, result);
  return result;
}

}  // namespace odds::inference
