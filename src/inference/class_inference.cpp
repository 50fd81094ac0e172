// SPDX-License-Identifier: Apache-2.0
#include "inference/class_inference.hpp"

#include <cmath>

#include "inference/class_minimise.hpp"
#include "inference/covariance.hpp"
#include "inference/goodness.hpp"
#include "inference/joint_tests.hpp"
#include "inference/orthogonal.hpp"
#include "inference/score_test.hpp"
#include "inference/spread.hpp"
#include "inference/wald.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;

namespace {

// The functionals of all equations, their weights over the coordinates of the minimum.
Covariance covariance_of(const ClassEstimate& estimate) {
  const ClassMinimum& minimum = estimate.minimum;
  std::vector<Functional> all;
  for (std::size_t k = 0; k < estimate.equation_count; ++k) {
    for (const Functional& one : estimate.functionals) {
      Functional functional = one;
      const std::vector<double> part = to_basis(minimum.view, one.weights);
      functional.weights.assign(estimate.equation_count * part.size(), 0.0);
      std::copy(part.begin(), part.end(),
                functional.weights.begin() + static_cast<std::ptrdiff_t>(k * part.size()));
      all.push_back(std::move(functional));
    }
  }
  return covariance(minimum.outcome.evaluation.curvature, objective::View(), all,
                    std::vector<bool>(all.size(), true), std::nullopt);
}

// Rao's test at the null model, whose coefficients are those of the constant column alone.
ChiSquareTest score_of(const Design& design, const ClassEstimate& estimate, std::int64_t df,
                       unsigned workers) {
  const objective::View& view = estimate.minimum.view;
  const objective::ClassObjective objective(design, view, objective::ClassPenalty(), workers);
  std::vector<double> at;
  for (const double intercept : estimate.null.intercepts) {
    std::vector<double> part(design.inner_count(), 0.0);
    if (design.has_ones()) part[0] = intercept;
    part = coefficients_in_basis(view, part);
    at.insert(at.end(), part.begin(), part.end());
  }
  return score_test(objective.evaluate(at, objective::Order::curvature), df);
}

bool is_intercept(const Design& design, std::size_t t) {
  return design.has_ones() && design.terms()[t].inner == 0;
}

// Places of the terms of `which` in every equation.
std::vector<std::size_t> in_all_equations(const std::vector<std::size_t>& which,
                                          const Design& design, std::size_t equation_count) {
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < equation_count; ++k) {
    for (const std::size_t t : which) result.push_back(k * design.terms().size() + t);
  }
  return result;
}

void set_tests(const Design& design, const ClassEstimate& estimate, const Covariance& covariance,
               unsigned workers, ClassInference& result) {
  const std::int64_t df = estimate.rank - estimate.null_rank;
  const double ratio = 2 * (estimate.log_likelihood - estimate.null.log_likelihood);
  result.tests.likelihood_ratio = chi_square_test(ratio, df);
  std::vector<double> z;
  for (std::size_t at = 0; at < covariance.std_errors.size(); ++at) {
    z.push_back(estimate.coefficients[at] / covariance.std_errors[at]);
  }
  if (z.empty()) return;
  if (design.has_ones() == estimate.null.has_constant) {
    result.tests.score = score_of(design, estimate, df, workers);
    std::vector<std::size_t> slopes;
    for (std::size_t t = 0; t < design.terms().size(); ++t) {
      if (!is_intercept(design, t)) slopes.push_back(t);
    }
    const auto all = in_all_equations(slopes, design, estimate.equation_count);
    result.tests.wald = joint_wald(covariance, z, all);
  }
  for (const Effect& effect : effects(design)) {
    const auto all = in_all_equations(effect.terms, design, estimate.equation_count);
    const ChiSquareTest wald = joint_wald(covariance, z, all);
    JointTest test;
    test.column = effect.column;
    test.df = static_cast<std::int64_t>(all.size());
    test.wald_chi2 = wald.statistic;
    test.wald_p_value = wald.p_value;
    result.joint_tests.push_back(std::move(test));
  }
}

void set_standardised(const Design& design, const ClassEstimate& estimate, unsigned workers,
                      ClassInference& result) {
  const std::vector<double> spreads = column_spreads(design, workers);
  for (std::size_t k = 0; k < estimate.equation_count; ++k) {
    for (std::size_t t = 0; t < design.terms().size(); ++t) {
      const design::DesignTerm& term = design.terms()[t];
      // A slope's inner column is centred within its level: its spread is not the product's.
      const bool has_none = is_intercept(design, t) || term.carrier.has_value();
      // A level that carries such a shift has another coefficient inside; its column is its own.
      const double coefficient =
          term.kind == design::TermKind::level
              ? estimate.coefficients[k * design.terms().size() + t]
              : estimate.minimum.inner[k * design.inner_count() + term.inner];
      result.standardised.push_back(has_none ? not_applicable : coefficient * spreads[term.inner]);
    }
  }
}

}  // namespace

ClassInference infer_classes(const Design& design, const ClassEstimate& estimate,
                             const InferenceOptions& options, const RunOptions& run) {
  ClassInference result;
  if (!estimate.converged) return result;
  const unsigned workers = parallel::thread_count(run);
  result.r2 = r_squared(estimate.log_likelihood, estimate.null.log_likelihood, design.totals(),
                        MeanProbabilities());
  result.r2.tjur = not_applicable;
  set_standardised(design, estimate, workers, result);
  if (options.is_penalised()) return result;
  const Covariance covariance = covariance_of(estimate);
  result.std_errors = covariance.std_errors;
  if (!covariance.std_errors.empty()) result.correlation = covariance.correlations();
  set_tests(design, estimate, covariance, workers, result);
  return result;
}

}  // namespace odds::inference
