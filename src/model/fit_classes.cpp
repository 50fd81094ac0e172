// SPDX-License-Identifier: Apache-2.0
//
// The fit of a target of several classes, and what it does not do.
#include <algorithm>
#include <cmath>

#include "inference/class_estimate.hpp"
#include "inference/class_inference.hpp"
#include "inference/wald.hpp"
#include "model/fit_parts.hpp"

namespace odds::model {
namespace {

void require(bool holds, const design::Design& design, const std::string& what,
             const std::string& hint) {
  if (!holds) require_two_classes(design, what, hint);
}

void check_options(const design::Design& design, const FitOptions& options) {
  if (!options.network.hidden.empty()) {
    throw Error(Fault::refused, "network.several_classes",
                "the target has " + std::to_string(design.classes().size()) +
                    " classes, and a network has two here.",
                "Leave out --hidden, or make a column that says yes or no.");
  }
  const Solver solver = options.solver;
  const bool is_known = solver == Solver::automatic ||
                        (solver == Solver::newton && options.l1 == 0.0) ||
                        (solver == Solver::lbfgs && options.l2 > 0.0 && options.l1 == 0.0) ||
                        (solver == Solver::coordinate_descent && options.l1 > 0.0);
  require(is_known, design, "this solver", "Leave out --solver");
  require(options.vce == Vce::oim, design, "--vce", "Leave out --vce");
  require(options.interval == IntervalMethod::wald, design, "--ci profile", "Use --ci wald");
  require(options.joint_tests == JointTestMethod::wald, design, "--joint-tests lr",
          "Leave out --joint-tests");
  require(options.separation == SeparationPolicy::error, design, "--separation allow",
          "Use a penalty: --l2 0.01");
  require(!options.firth, design, "--firth", "Use a penalty: --l2 0.01");
  require(options.bounds.empty(), design, "--bounds", "Leave out --bounds");
}

// The reference in front.
template <class Value>
std::vector<Value> reordered(const std::vector<Value>& by_code, bool has_reference) {
  std::vector<Value> result = by_code;
  if (has_reference) std::rotate(result.begin(), result.end() - 1, result.end());
  return result;
}

void fill_terms(const design::Design& design, const inference::ClassEstimate& estimate,
                const inference::ClassInference& inference, FittedModel& model) {
  const std::size_t count = design.terms().size();
  for (std::size_t at = 0; at < estimate.coefficients.size(); ++at) {
    Term term = make_term(design.terms()[at % count], estimate.coefficients[at]);
    term.outcome = design.classes()[at / count];
    if (!inference.std_errors.empty()) {
      inference::set_wald(inference.std_errors[at], model.level, term);
    }
    if (!inference.standardised.empty()) term.standardised = inference.standardised[at];
    model.terms.push_back(std::move(term));
  }
  fill_pipeline(design, model);
  model.scoring_estimates = estimate.scoring;
  model.centred_intercepts = estimate.centred_intercepts;
  model.correlation = inference.correlation;
}

void fill_likelihoods(const design::Design& design, const inference::ClassEstimate& estimate,
                      const inference::ClassInference& inference, FittedModel& model) {
  const inference::NullModel null{0.0, estimate.null.log_likelihood, estimate.null.has_constant};
  fill_deviances(design, estimate.log_likelihood, null, 0.0, model);
  // Every row has a probability for each class but one to be free in.
  constexpr double most_counted = 0x1p50;
  const auto free = static_cast<double>(design.classes().size() - 1);
  const std::int64_t all = std::llround(std::min(free * design.totals().freq_sum, most_counted));
  model.df_residual = all - estimate.rank;
  model.df_null = all - estimate.null_rank;
  model.df_model = estimate.rank - estimate.null_rank;
  model.r2 = inference.r2;
  model.joint_tests = inference.joint_tests;
  if (model.is_penalised() || !estimate.converged) return;
  const auto rank = static_cast<double>(estimate.rank);
  model.aic = -2 * estimate.log_likelihood + 2 * rank;
  model.bic = -2 * estimate.log_likelihood + rank * std::log(model.nobs);
  model.tests = inference.tests;
  model.lr_chi2 = model.tests.likelihood_ratio.statistic;
  model.lr_p_value = model.tests.likelihood_ratio.p_value;
}

}  // namespace

void require_two_classes(const design::Design& design, const std::string& what,
                         const std::string& hint) {
  if (design.classes().empty()) return;
  throw Error(Fault::refused, "fit.several_classes",
              "the target has " + std::to_string(design.classes().size()) + " classes, and " +
                  what + " is for two.",
              hint + ", or make a column that says yes or no.");
}

void fit_classes(design::Design& design, const FitOptions& options, const RunOptions& run,
                 FittedModel& model) {
  check_options(design, options);
  const bool has_reference = design.has_reference_class();
  model.classes = reordered(design.classes(), has_reference);
  if (has_reference) model.reference_class = model.classes.front();
  model.class_weights = reordered(design.totals().class_weights, has_reference);
  const inference::ClassEstimate estimate = inference::estimate_classes(design, options, run);
  const inference::ClassInference inference =
      inference::infer_classes(design, estimate, options, run);
  fill_terms(design, estimate, inference, model);
  fill_rows(design, model);
  model.solver = estimate.solver;
  model.converged = estimate.converged;
  model.stop_reason = estimate.stop_reason;
  model.iterations = estimate.iterations;
  model.certificate = estimate.minimum.certificate;
  model.condition_number = estimate.minimum.condition_number;
  fill_likelihoods(design, estimate, inference, model);
  model.notes = design.notes();
  add_own_notes(options, model);
  model.notes.insert(model.notes.end(), estimate.notes.begin(), estimate.notes.end());
}

}  // namespace odds::model
