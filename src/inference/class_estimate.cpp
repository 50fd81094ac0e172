// SPDX-License-Identifier: Apache-2.0
#include "inference/class_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "base/numbers.hpp"
#include "inference/class_minimise.hpp"
#include "inference/resolve.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;

namespace {

std::size_t equations_of(const Design& design) {
  return design.classes().size() - (design.has_reference_class() ? 1 : 0);
}

void set_coefficients(const Design& design, ClassEstimate& estimate) {
  const std::vector<double>& inner = estimate.minimum.inner;
  const std::size_t width = design.inner_count();
  estimate.functionals = functionals(design);
  const bool is_scored = !design.interactions().empty();
  for (std::size_t k = 0; k < estimate.equation_count; ++k) {
    const auto begin = inner.begin() + static_cast<std::ptrdiff_t>(k * width);
    const std::vector<double> part(begin, begin + static_cast<std::ptrdiff_t>(width));
    for (const Functional& functional : estimate.functionals) {
      estimate.coefficients.push_back(functional.to_user(accurate_dot(functional.weights, part)));
    }
    estimate.centred_intercepts.push_back(design.has_ones() ? part[0] : 0.0);
    for (std::size_t t = 0; is_scored && t < design.terms().size(); ++t) {
      const design::DesignTerm& term = design.terms()[t];
      estimate.scoring.push_back(std::ldexp(part[term.inner], term.exponent - term.unit_exponent));
    }
  }
}

void check_size(const Design& design) {
  const std::size_t count = equations_of(design) * design.inner_count();
  if (count <= most_curved) return;
  throw Error(Fault::refused, "design.too_many_terms",
              "the model has " + std::to_string(design.inner_count()) +
                  " coefficients in each of " + std::to_string(equations_of(design)) +
                  " equations; at most " + std::to_string(most_curved) +
                  " in all can be fitted but by --l2 alone.",
              "Use --l2 0.001, or choose columns with --features.");
}

// Newton's steps need the curvature of all coefficients; a ridge makes others converge quickly.
bool uses_descent(const Design& design, const EstimateOptions& options, const RunOptions& run) {
  constexpr std::size_t few = 1000;
  const bool is_ridge = options.is_penalised() && options.l1 == 0.0;
  if (!is_ridge || options.solver == Solver::newton) return false;
  const std::vector<double> ridge = ridge_of(design, options, parallel::thread_count(run));
  const std::size_t first = design.has_intercept() ? 1 : 0;
  const bool holds_all = std::all_of(ridge.begin() + static_cast<std::ptrdiff_t>(first),
                                     ridge.end(), [](double s) { return s > 0.0; });
  const std::size_t count = equations_of(design) * design.inner_count();
  return holds_all && (count > few || options.solver == Solver::lbfgs);
}

}  // namespace

ClassNullModel class_null_model(const Design& design) {
  const std::vector<double>& weights = design.totals().class_weights;
  const double all = design.totals().sum_weights;
  const std::size_t equations = equations_of(design);
  ClassNullModel null;
  null.intercepts.assign(equations, 0.0);
  null.has_constant = design.constant_column().has_value();
  if (!null.has_constant) {
    null.log_likelihood = -all * std::log(static_cast<double>(weights.size()));
    return null;
  }
  null.log_likelihood = 0.0;
  double base = 0.0;  // of the reference, or the mean
  for (const double weight : weights) {
    // A class may vanish beside the others: 0 log 0 is 0.
    if (weight > 0.0) null.log_likelihood += weight * std::log(weight / all);
    base += std::log(weight / all) / static_cast<double>(weights.size());
  }
  if (design.has_reference_class()) base = std::log(weights.back() / all);
  for (std::size_t k = 0; k < equations; ++k) {
    null.intercepts[k] = std::log(weights[k] / all) - base;
  }
  return null;
}

ClassEstimate estimate_classes(Design& design, const EstimateOptions& options,
                               const RunOptions& run) {
  constexpr double nearly_collinear = 1e8;
  ClassEstimate result;
  result.null = class_null_model(design);
  const Beginning beginning = resolve_redundancy(design, options, run, result.notes);
  const bool descends = uses_descent(design, options, run);
  if (!descends) check_size(design);
  result.equation_count = equations_of(design);
  if (options.l1 > 0.0) {
    result.solver = "cd";
    result.minimum = minimise_proximal(design, result.null, options, run);
  } else if (descends) {
    result.solver = "lbfgs";
    result.minimum = minimise_ridge(design, result.null, options, run);
  } else {
    result.solver = "newton";
    result.minimum = minimise_curved(design, beginning.gram, result.null, options, run);
  }
  const solver::Outcome& outcome = result.minimum.outcome;
  result.converged = outcome.converged;
  result.stop_reason = outcome.stop_reason;
  result.iterations = outcome.iterations;
  result.log_likelihood = -outcome.evaluation.likelihood;
  const auto classes = static_cast<std::int64_t>(design.classes().size());
  const auto width = static_cast<std::int64_t>(design.inner_count());
  result.rank = (classes - 1) * width;
  result.null_rank = result.null.has_constant ? classes - 1 : 0;
  set_coefficients(design, result);
  if (!options.is_penalised() && result.minimum.condition_number > nearly_collinear) {
    result.notes.push_back(
        {"design.nearly_collinear", "The columns are nearly collinear (condition number " +
                                        base::short_number(result.minimum.condition_number) +
                                        "): single coefficients are poorly determined."});
  }
  return result;
}

}  // namespace odds::inference
