// SPDX-License-Identifier: Apache-2.0
#include "inference/joint_tests.hpp"

#include <algorithm>
#include <cmath>

#include "inference/constrained.hpp"
#include "inference/firth.hpp"
#include "inference/orthogonal.hpp"
#include "inference/score_test.hpp"
#include "inference/wald.hpp"
#include "parallel/team.hpp"

namespace odds::inference {

using objective::Objective;

namespace {

// Fits without one column after another, in the coordinates of the full fit.
class Refits {
 public:
  Refits(const design::Design& design, const Estimate& estimate, const RunOptions& run)
      : estimate_(estimate),
        solution_(estimate.solution),
        objective_(design, solution_.first.view, penalty::Ridge(), parallel::thread_count(run)),
        null_(null_coefficients(design, solution_.null, solution_.first.view)) {}

  // The likelihood ratio of the terms; NaN where the fit without them was not found. `wald` says
  // how far they are from zero.
  double ratio(const std::vector<std::size_t>& terms, double wald) const {
    // Beyond it the curvature at the estimate says little about the way to zero.
    constexpr double near = 50.0;
    Constraints constraints;
    for (const std::size_t t : terms) {
      constraints.functionals.push_back(
          to_basis(solution_.first.view, solution_.functionals[t].weights));
      constraints.values.push_back(0.0);
    }
    const bool is_near = !estimate_.separated && wald < near;
    const ConstrainedMinimum without = search_on(objective_, solution_.is_firth)(
        constraints, is_near ? solution_.first.outcome.coefficients : null_);
    if (!without.found) return not_applicable;
    const double least =
        solution_.is_firth ? solution_.first.outcome.evaluation.value : -estimate_.log_likelihood;
    return std::max(0.0, 2.0 * (without.value - least));
  }

 private:
  const Estimate& estimate_;
  const Solution& solution_;
  Objective objective_;
  std::vector<double> null_;
};

std::vector<double> in_standard_errors(const Estimate& estimate, const Covariance& covariance) {
  std::vector<double> z;
  for (std::size_t t = 0; t < estimate.coefficients.size(); ++t) {
    z.push_back(estimate.coefficients[t] / covariance.std_errors[t]);
  }
  return z;
}

}  // namespace

std::vector<Effect> effects(const design::Design& design) {
  std::vector<Effect> result;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    const std::string& column = design.terms()[t].column;
    if (column.empty()) continue;
    auto at = std::find_if(result.begin(), result.end(),
                           [&](const Effect& effect) { return effect.column == column; });
    if (at == result.end()) at = result.insert(at, {column, {}});
    at->terms.push_back(t);
  }
  return result;
}

JointTests joint_tests(const design::Design& design, const Estimate& estimate,
                       const Covariance& covariance, JointTestMethod method,
                       const RunOptions& run) {
  JointTests result;
  std::vector<double> z;
  if (!covariance.std_errors.empty()) z = in_standard_errors(estimate, covariance);
  const Refits refits(design, estimate, run);
  for (const Effect& effect : effects(design)) {
    JointTest test;
    test.column = effect.column;
    test.df = static_cast<std::int64_t>(effect.terms.size());
    if (!z.empty()) {
      const ChiSquareTest wald = joint_wald(covariance, z, effect.terms);
      test.wald_chi2 = wald.statistic;
      test.wald_p_value = wald.p_value;
    }
    if (method == JointTestMethod::likelihood_ratio) {
      const ChiSquareTest ratio =
          chi_square_test(refits.ratio(effect.terms, test.wald_chi2), test.df);
      test.lr_chi2 = ratio.statistic;
      test.lr_p_value = ratio.p_value;
      if (std::isnan(ratio.statistic)) {
        result.notes.push_back({"joint_test.not_found",
                                "The fit without " + quote(effect.column) +
                                    " did not converge: its likelihood-ratio test is missing."});
      }
    }
    result.tests.push_back(std::move(test));
  }
  return result;
}

}  // namespace odds::inference
