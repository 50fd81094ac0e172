// SPDX-License-Identifier: Apache-2.0
#include "inference/infer.hpp"

#include <cmath>
#include <optional>
#include <string>

#include "inference/covariance.hpp"
#include "inference/firth.hpp"
#include "inference/goodness.hpp"
#include "inference/joint_tests.hpp"
#include "inference/orthogonal.hpp"
#include "inference/robust.hpp"
#include "inference/score_test.hpp"
#include "inference/spread.hpp"
#include "inference/wald.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using design::Design;
using objective::Objective;
using objective::Order;

namespace {

std::int64_t model_df(const Estimate& estimate) { return estimate.rank - estimate.null_rank; }

// Why robust standard errors are missing or poor.
void note_robust(const ScoreProducts& scores, const Estimate& estimate, std::vector<Note>& notes) {
  if (std::isnan(scores.factor)) {
    notes.push_back({"vce.undefined",
                     "Robust standard errors are not defined here: they need more rows than "
                     "coefficients, and at least two clusters."});
    return;
  }
  if (estimate.separated) {
    notes.push_back({"vce.separated",
                     "The robust standard errors are the limits of the sandwich as the terms run "
                     "away; n and k count all rows and coefficients."});
  }
  const auto k = static_cast<std::uint64_t>(estimate.rank);
  if (scores.cluster_count != 0 && scores.cluster_count <= k) {
    notes.push_back({"vce.few_clusters",
                     "There are " + std::to_string(scores.cluster_count) + " clusters for " +
                         std::to_string(k) +
                         " coefficients: the robust covariance is singular, and tests of many "
                         "coefficients at once are missing."});
  }
}

std::optional<ScoreProducts> robust_scores(const Design& design, const Estimate& estimate, Vce vce,
                                           const RunOptions& run) {
  if (vce == Vce::oim) return std::nullopt;
  const Minimum& minimum = estimate.solution.finite();
  const Objective objective(design, minimum.view, penalty::Ridge(), parallel::thread_count(run));
  return score_products(objective, minimum.outcome.coefficients, vce, estimate.rank);
}

// Covariance of the terms and, last, the centred intercept.
Covariance covariance_of(const Design& design, const Estimate& estimate, Vce vce,
                         const RunOptions& run, Inference& result) {
  const Solution& solution = estimate.solution;
  const Minimum& minimum = solution.finite();
  if (minimum.outcome.coefficients.empty()) {  // no row is left in the limit
    Covariance none;
    none.std_errors.assign(solution.functionals.size(), not_applicable);
    none.directions.resize(solution.functionals.size());
    return none;
  }
  const std::optional<ScoreProducts> scores = robust_scores(design, estimate, vce, run);
  if (scores) {
    result.cluster_count = scores->cluster_count;
    note_robust(*scores, estimate, result.notes);
  }
  return covariance(minimum.outcome.evaluation.curvature, minimum.view, solution.functionals,
                    solution.is_finite, scores);
}

void set_standard_errors(const Covariance& covariance, Inference& result) {
  if (covariance.std_errors.empty()) return;
  const std::size_t terms = covariance.std_errors.size() - 1;
  result.std_errors.assign(covariance.std_errors.begin(), covariance.std_errors.end() - 1);
  result.centred_intercept_std_error = covariance.std_errors.back();
  const std::vector<double> all = covariance.correlations();
  for (std::size_t a = 0; a <= terms; ++a) {
    const auto row = all.begin() + static_cast<std::ptrdiff_t>(a * (terms + 1));
    std::vector<double>& to = a < terms ? result.correlation : result.centred_intercept_correlation;
    to.insert(to.end(), row, row + static_cast<std::ptrdiff_t>(terms));
  }
}

// Of all coefficients that the null model lacks.
ChiSquareTest global_wald(const Design& design, const Estimate& estimate,
                          const Covariance& covariance, Vce vce) {
  const bool has_ones = design.has_ones();
  if (estimate.separated || covariance.std_errors.empty()) {
    return chi_square_test(not_applicable, model_df(estimate));
  }
  if (vce == Vce::oim && has_ones) return wald_of_slopes(estimate.solution.first);
  std::vector<double> z;
  std::vector<std::size_t> which;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    z.push_back(estimate.coefficients[t] / covariance.std_errors[t]);
    if (!(has_ones && design.terms()[t].inner == 0)) which.push_back(t);
  }
  return joint_wald(covariance, z, which);
}

// What one pass at the null model and at the estimate finds.
struct BothModels {
  objective::Evaluation at_null;
  MeanProbabilities probabilities;
};

BothModels evaluate_both(const Design& design, const Estimate& estimate, const RunOptions& run) {
  const Solution& solution = estimate.solution;
  const objective::View& view = solution.first.view;
  // All of it is known after a fit that began beside the null model: a plain row has w p = r + w s.
  if (solution.at_null && view.basis.empty() && !estimate.separated && !design.has_trials()) {
    const objective::Evaluation& last = solution.first.outcome.evaluation;
    MeanProbabilities sums;
    sums.events = last.event_residual + design.totals().event_weight;
    sums.others = last.residual - last.event_residual;
    return {*solution.at_null, sums};
  }
  const Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  const std::vector<double> at = estimate.separated ? coefficients_in_basis(view, solution.inner)
                                                    : solution.first.outcome.coefficients;
  const std::vector<std::uint8_t>* predicted = solution.predicted_rows.get();
  auto [at_null, probabilities] = objective.evaluate_beside(
      null_coefficients(design, solution.null, view), Order::curvature, at, MeanProbabilities(),
      sizeof(MeanProbabilities),
      [predicted](objective::Workspace& workspace, MeanProbabilities& sums) {
        sums.add(workspace, predicted);
      },
      [](MeanProbabilities& left, const MeanProbabilities& right) { left.add(right); });
  return {std::move(at_null), probabilities};
}

// Without an offset the null model gives every row the same p, and its curvature is p (1 - p) times
// the cross products of the columns.
std::vector<double> spreads(const Design& design, const Estimate& estimate,
                            const objective::Evaluation& at_null, const RunOptions& run) {
  const design::ResponseTotals& totals = design.totals();
  const double share = totals.event_weight / totals.sum_weights;
  const double factor = share * (1.0 - share);
  constexpr double smallest = 1e-100;  // far from underflow
  if (design.has_offset() || !design.has_ones() || !(factor > smallest)) {
    return column_spreads(design, parallel::thread_count(run));
  }
  std::vector<double> gram = at_null.curvature;
  for (double& entry : gram) entry /= factor;
  return column_spreads(gram, estimate.solution.first.view, totals.sum_weights);
}

void set_standardised(const Design& design, const Estimate& estimate,
                      const std::vector<double>& spreads, Inference& result) {
  const Solution& solution = estimate.solution;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    const design::DesignTerm& term = design.terms()[t];
    const std::size_t j = term.inner;
    const bool is_ones = design.has_ones() && j == 0;
    // A slope's inner column is centred within its level: its spread is not the one of the product.
    const bool is_shifted = term.carrier.has_value();
    // A level that carries such a shift has another coefficient inside; its column is its own.
    const bool is_level = term.kind == design::TermKind::level;
    const double coefficient = is_level ? estimate.coefficients[t] : solution.inner[j];
    result.standardised.push_back(is_ones || is_shifted || !solution.is_finite[t]
                                      ? not_applicable
                                      : coefficient * spreads[j]);
  }
}

// Of estimates without a curvature, which may be of very many columns.
void describe(const Design& design, const Estimate& estimate, const RunOptions& run,
              Inference& result) {
  const unsigned workers = parallel::thread_count(run);
  const Objective objective(design, objective::View(), penalty::Ridge(), workers);
  const std::vector<double>& inner = estimate.solution.inner;
  const auto [at, probabilities] = objective.evaluate_beside(
      inner, Order::value, inner, MeanProbabilities(), sizeof(MeanProbabilities),
      [](objective::Workspace& workspace, MeanProbabilities& sums) {
        sums.add(workspace, nullptr);
      },
      [](MeanProbabilities& left, const MeanProbabilities& right) { left.add(right); });
  result.r2 = r_squared(estimate.log_likelihood, estimate.null_log_likelihood, design.totals(),
                        probabilities);
  set_standardised(design, estimate, column_spreads(design, workers), result);
}

void set_profile(const Design& design, const Estimate& estimate, const InferenceOptions& options,
                 const RunOptions& run, Inference& result) {
  constexpr std::size_t most_named = 8;
  result.intervals = profile_intervals(design, estimate, options.level, run);
  std::string names;
  std::size_t count = 0;
  for (std::size_t t = 0; t < result.intervals.size(); ++t) {
    const Interval& interval = result.intervals[t];
    if (!std::isnan(interval.low) && !std::isnan(interval.high)) continue;
    if (++count > most_named) continue;
    names += (names.empty() ? "" : ", ") + quote(design.terms()[t].term);
  }
  if (count == 0) return;
  if (count > most_named) names += " and " + std::to_string(count - most_named) + " more";
  result.notes.push_back(
      {"profile.not_found",
       "The search for profile limits did not find those of " + names + ", which are missing."});
}

}  // namespace

Inference infer(const Design& design, const Estimate& estimate, const InferenceOptions& options,
                const RunOptions& run) {
  Inference result;
  if (!estimate.converged) return result;
  if (estimate.solution.functionals.empty()) {
    describe(design, estimate, run, result);
    return result;
  }
  const std::int64_t df = model_df(estimate);
  const BothModels both = evaluate_both(design, estimate, run);
  result.r2 = r_squared(estimate.log_likelihood, estimate.null_log_likelihood, design.totals(),
                        both.probabilities);
  set_standardised(design, estimate, spreads(design, estimate, both.at_null, run), result);
  if (options.is_penalised()) return result;
  const Covariance covariance = covariance_of(design, estimate, options.vce, run, result);
  set_standard_errors(covariance, result);
  result.tests.likelihood_ratio =
      chi_square_test(options.firth ? firth_ratio_to_null(design, estimate, run)
                                    : 2 * (estimate.log_likelihood - estimate.null_log_likelihood),
                      df);
  // A constant that was dropped as a combination of other columns leaves no coefficient that the
  // null model could be reached by.
  if (design.has_ones() == estimate.solution.null.has_constant) {
    if (!options.firth) result.tests.score = score_test(both.at_null, df);
    result.tests.wald = global_wald(design, estimate, covariance, options.vce);
  }
  JointTests joint = joint_tests(design, estimate, covariance, options.joint_tests, run);
  result.joint_tests = std::move(joint.tests);
  result.notes.insert(result.notes.end(), joint.notes.begin(), joint.notes.end());
  if (options.interval == IntervalMethod::profile) {
    set_profile(design, estimate, options, run, result);
  }
  return result;
}

}  // namespace odds::inference
