// SPDX-License-Identifier: Apache-2.0
#include "inference/estimate.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "base/numbers.hpp"
#include "inference/bounds.hpp"
#include "inference/dual.hpp"
#include "inference/firth.hpp"
#include "inference/limit.hpp"
#include "inference/penalised.hpp"
#include "inference/resolve.hpp"
#include "inference/score_test.hpp"
#include "inference/separation_report.hpp"
#include "parallel/team.hpp"
#include "solver/condition.hpp"

namespace odds::inference {

using design::Design;
using objective::Objective;
using objective::View;

namespace {

constexpr double nearly_collinear = 1e8;

// What rounding may add to the error of a coefficient, in its standard errors: to first order, the
// relative rounding of the data times the condition number of the design.
double rounding_allowance(double condition_number) {
  return 4.0 * std::numeric_limits<double>::epsilon() * std::sqrt(condition_number);
}

}  // namespace

std::vector<FitStep> fit_steps(const solver::Trace& trace) {
  std::vector<FitStep> steps;
  const auto known = [](double x) { return std::isfinite(x) ? x : not_applicable; };
  for (const solver::TracePoint& at : trace.points()) {
    steps.push_back({at.step, known(at.value), known(at.gradient_norm), known(at.decrement)});
  }
  return steps;
}

Certificate certificate_of(const solver::Outcome& outcome, double condition_number) {
  Certificate certificate;
  const solver::Proof& proof = outcome.proof;
  certificate.kind = outcome.converged ? "newton" : "none";
  certificate.gradient_norm = proof.gradient_norm;
  if (proof.has_factor) certificate.newton_decrement = proof.decrement;
  certificate.objective_gap = proof.objective_gap;
  certificate.max_error_in_se = proof.max_error_in_se + rounding_allowance(condition_number);
  return certificate;
}

namespace {

void set_outcome(const solver::Outcome& outcome, double condition_number, Estimate& estimate) {
  estimate.converged = outcome.converged;
  estimate.stop_reason = outcome.stop_reason;
  estimate.iterations = outcome.iterations;
  estimate.certificate = certificate_of(outcome, condition_number);
  estimate.condition_number = condition_number;
  estimate.log_likelihood = -outcome.evaluation.likelihood;
}

// Coefficients in the user's units from those over the inner columns; terms without a finite limit
// stay NaN.
void set_coefficients(const Design& design, Estimate& estimate) {
  const Solution& solution = estimate.solution;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    const Functional& functional = solution.functionals[t];
    const double value = functional.to_user(accurate_dot(functional.weights, solution.inner));
    estimate.coefficients.push_back(solution.is_finite[t] ? value : not_applicable);
  }
  estimate.centred_intercept = design.has_ones() ? solution.inner[0] : 0.0;
  if (design.interactions().empty()) return;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    const design::DesignTerm& term = design.terms()[t];
    const double value = std::ldexp(solution.inner[term.inner], term.exponent - term.unit_exponent);
    estimate.scoring.push_back(solution.is_finite[t] ? value : not_applicable);
  }
}

// The supremum's side of a separated fit.
void set_limit(const Design& design, Limit limit, const Separation& separation,
               const RunOptions& run, Estimate& estimate) {
  estimate.separated = true;
  const std::int64_t iterations = estimate.iterations + limit.minimum.outcome.iterations;
  set_outcome(limit.minimum.outcome, limit.minimum.condition_number, estimate);
  estimate.iterations = iterations;
  if (estimate.converged || !limit.has_rows) estimate.stop_reason = "separation";
  if (!limit.has_rows) {
    estimate.log_likelihood = 0.0;
    estimate.condition_number = not_applicable;
    estimate.certificate = Certificate();
    estimate.certificate.kind = "none";
    estimate.converged = true;  // the supremum is attained in the limit, which is proved
  }
  estimate.limits = limit.limits;
  estimate.limits.pop_back();
  estimate.solution.inner = std::move(limit.coefficients);
  estimate.solution.is_finite = std::move(limit.is_finite);
  estimate.solution.predicted_rows = std::move(limit.predicted_rows);
  estimate.solution.limit = limit.has_rows ? std::move(limit.minimum) : Minimum();
  set_coefficients(design, estimate);
  const Objective whole(design, View(), penalty::Ridge(), parallel::thread_count(run));
  estimate.notes.push_back(
      {separation.is_complete ? "separation.complete" : "separation.quasi",
       separation_words(whole, separation) +
           ". The log-likelihood is its supremum; terms that run away have no standard error."});
}

std::vector<double> null_start(const Design& design, const NullModel& null) {
  std::vector<double> start(design.inner_count(), 0.0);
  start[0] = start_intercept(null.intercept);
  return start;
}

// The start of a large table needs a gradient and the score test needs the curvature at the null
// model: one read of the data gives both.
void evaluate_start(const Design& design, const RunOptions& run, solver::Start& start,
                    Solution& solution) {
  const Objective objective(design, View(), penalty::Ridge(), parallel::thread_count(run));
  auto [at_null, at_start] = objective.evaluate_both(
      null_coefficients(design, solution.null, View()), objective::Order::curvature,
      start.coefficients, objective::Order::gradient);
  solution.at_null = std::move(at_null);
  start.evaluation = std::move(at_start);
}

// What the estimates are compared with. Requires: solution.null.
void set_comparison(const Design& design, const RunOptions& run, Estimate& estimate) {
  const NullModel& null = estimate.solution.null;
  estimate.solution.functionals = functionals(design);
  estimate.solution.functionals.push_back(centred_intercept(design));
  estimate.rank = static_cast<std::int64_t>(design.inner_count());
  estimate.null_rank = null.has_constant ? 1 : 0;
  estimate.null_model = null.has_constant ? "intercept" : "offset";
  estimate.null_log_likelihood = null.log_likelihood;
  estimate.saturated_log_likelihood = saturated_log_likelihood(design, run);
}

// Estimates none of which runs away.
void set_finite(const Design& design, std::vector<double> inner, Estimate& estimate) {
  Solution& solution = estimate.solution;
  estimate.limits.assign(design.terms().size(), "");
  solution.is_finite.assign(solution.functionals.size(), true);
  solution.inner = std::move(inner);
  set_coefficients(design, estimate);
}

// What is Firth's own.
void set_firth(Estimate& estimate) {
  estimate.solution.is_firth = true;
  if (estimate.converged) estimate.certificate.kind = "score";
  estimate.penalized_log_likelihood = inference::penalized_log_likelihood(estimate);
}

}  // namespace

Estimate estimate(Design& design, const EstimateOptions& options, const RunOptions& run) {
  if (needs_proximal_steps(options)) return estimate_penalised(design, options, run);
  if (needs_dual(design, options)) return estimate_dual(design, options, run);
  Estimate result;
  Solution& solution = result.solution;
  solution.null = null_model(design, run);
  Beginning beginning = resolve_redundancy(design, options, run, result.notes);
  // A sample's estimates may run away where Firth's don't.
  if (options.firth) beginning.start.reset();
  if (!beginning.start && design.has_ones()) {
    beginning.start = {null_start(design, solution.null), {}};
  }
  if (beginning.start && !beginning.start->curvature.empty()) {
    evaluate_start(design, run, *beginning.start, solution);
  }
  solution.first = options.firth ? minimise_firth(design, beginning, options, run)
                                 : minimise(design, View(), beginning, options, run);
  const Minimum& minimum = solution.first;
  result.steps = fit_steps(minimum.outcome.trace);
  set_comparison(design, run, result);
  if (minimum.separation && options.is_penalised()) {
    // By the columns that the penalty leaves free: the others have no limit to show.
    std::vector<std::size_t> all(design.inner_count());
    std::iota(all.begin(), all.end(), std::size_t{0});
    throw penalised_separation_error(design, all, *minimum.separation, parallel::thread_count(run));
  }
  if (minimum.separation) {
    Limit limit = limit_of_separated(design, minimum, solution.functionals, options, run);
    // Directions that together leave no row unpredicted add up to one that separates completely.
    Separation separation = *minimum.separation;
    separation.is_complete = !limit.has_rows;
    if (options.separation == SeparationPolicy::error) {
      const Objective whole(design, View(), penalty::Ridge(), parallel::thread_count(run));
      throw separation_error(whole, separation);
    }
    result.iterations = minimum.outcome.iterations;
    set_limit(design, std::move(limit), separation, run, result);
    return result;
  }
  set_outcome(minimum.outcome, minimum.condition_number, result);
  if (result.stop_reason == "line_search" && options.step > 0.0) {
    result.notes.push_back(
        {"fit.step_too_large", "The loss rose to ten times its first value: --step " +
                                   base::short_number(options.step) +
                                   " is too large. Halve it, or leave --step out."});
  }
  set_finite(design, minimum.coefficients, result);
  if (options.firth) set_firth(result);
  if (!options.is_penalised() && minimum.condition_number > nearly_collinear) {
    result.notes.push_back(
        {"design.nearly_collinear", "The columns are nearly collinear (condition number " +
                                        base::short_number(minimum.condition_number) +
                                        "): single coefficients are poorly determined."});
  }
  return result;
}

Estimate estimate_at(const Design& design, std::vector<double> inner, const NullModel& null,
                     const EstimateOptions& options, const RunOptions& run) {
  Estimate result;
  Solution& solution = result.solution;
  solution.null = null;
  set_comparison(design, run, result);
  const unsigned workers = parallel::thread_count(run);
  const Objective objective(design, View(), inner_ridge(design, options, workers), workers);
  const solver::Problem problem = bounded_problem(objective);
  solver::Outcome& outcome = solution.first.outcome;
  outcome.evaluation = objective.evaluate(inner, objective::Order::curvature);
  outcome.proof =
      solver::prove(objective, outcome.evaluation, problem.scale, problem.largest, problem.group);
  outcome.coefficients = inner;
  set_outcome(outcome, solver::scaled_condition_number(outcome.evaluation.curvature, inner.size()),
              result);
  set_finite(design, std::move(inner), result);
  return result;
}

}  // namespace odds::inference
