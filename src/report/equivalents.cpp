// SPDX-License-Identifier: Apache-2.0
#include "report/equivalents.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/layout.hpp"

namespace odds::report {
namespace {

// What a fit asks of a program beyond columns, target and penalty.
struct Fit {
  double lambda = 0, mix = 0;
  double mean_factor = 1;  // over the terms but the intercept
  bool has_strength = false, has_factors = false, has_bounds = false;
  bool bounds_hold_zero = true;
  bool has_weights = false, has_offset = false, has_trials = false;
};

Fit fit_of(const FittedModel& model) {
  Fit fit;
  fit.lambda = model.l1 + model.l2;
  fit.has_strength = fit.lambda > 0.0;
  if (fit.has_strength) fit.mix = model.l1 / fit.lambda;
  double sum = 0.0;
  std::size_t count = 0;
  for (const Term& term : model.terms) {
    if (term.column.empty()) continue;
    const auto factor = model.penalty_factors.find(term.column);
    sum += factor == model.penalty_factors.end() ? 1.0 : factor->second;
    ++count;
  }
  if (count > 0) fit.mean_factor = sum / static_cast<double>(count);
  for (const auto& [column, factor] : model.penalty_factors) {
    fit.has_factors = fit.has_factors || factor != 1.0;
  }
  fit.has_bounds = !model.bounds.empty();
  for (const auto& [column, bounds] : model.bounds) {
    fit.bounds_hold_zero = fit.bounds_hold_zero && bounds.low <= 0.0 && bounds.high >= 0.0;
  }
  fit.has_weights = !model.weights.empty() || !model.freq_weights.empty();
  fit.has_offset = !model.offset.empty();
  fit.has_trials = !model.trials.empty();
  return fit;
}

// The shortest text that reads back as the number.
std::string exact(double value) { return fmt::format("{}", value); }

// The first of the reasons that holds.
struct Reason {
  bool holds;
  const char* text;
};

std::string first_reason(std::initializer_list<Reason> reasons) {
  for (const Reason& reason : reasons) {
    if (reason.holds) return reason.text;
  }
  return "";
}

const char* const no_offset = "it takes no offset";
const char* const no_factors = "it has no penalty factors";
const char* const no_bounds = "it has no bounds";
const char* const no_standardisation = "it does not standardise: scale the columns first";
const char* const other_deviations = "its standard deviations have the divisor W - 1";

Equivalent made(const std::string& tool, bool is_verified, const std::string& reason,
                const std::string& settings) {
  return {tool, reason.empty() ? settings : "", reason, is_verified};
}

Equivalent scikit_learn(const FittedModel& model, const Fit& fit) {
  const std::string reason = first_reason({{fit.has_bounds, no_bounds},
                                           {fit.has_factors, no_factors},
                                           {model.standardize, no_standardisation},
                                           {fit.has_offset, no_offset}});
  std::string settings = fmt::format("LogisticRegression(C={}, l1_ratio={}",
                                     exact(1.0 / (model.sum_weights * fit.lambda)), exact(fit.mix));
  if (fit.mix > 0.0) settings += ", solver=\"saga\"";
  if (!model.has_intercept) settings += ", fit_intercept=False";
  settings += ")";
  if (fit.has_weights || fit.has_trials) settings += " with sample_weight";
  return made("scikit-learn", true, reason, settings);
}

Equivalent glmnet(const FittedModel& model, const Fit& fit) {
  const std::string reason =
      first_reason({{!fit.bounds_hold_zero, "its bounds must hold 0"},
                    {fit.mean_factor == 0.0, "it does not free every column"},
                    // The mean would be over all columns, and the model has those that occurred.
                    {fit.has_factors && model.sparse.is_used(),
                     "its factors do not go with sparse columns here"}});
  std::string settings = fmt::format(
      "glmnet(family = \"binomial\", lambda = {}, alpha = {}, standardize = {}",
      exact(fit.lambda * fit.mean_factor), exact(fit.mix), model.standardize ? "TRUE" : "FALSE");
  if (fit.has_factors) settings += ", penalty.factor";
  if (fit.has_bounds) settings += ", lower.limits, upper.limits";
  if (!model.has_intercept) settings += ", intercept = FALSE";
  if (fit.has_weights) settings += ", weights";
  if (fit.has_offset) settings += ", offset";
  return made("glmnet", true, reason, settings + ")");
}

Equivalent glum(const FittedModel& model, const Fit& fit) {
  const std::string reason = first_reason(
      {{fit.has_bounds && model.standardize, "its bounds do not go with scale_predictors"}});
  std::string settings =
      fmt::format("GeneralizedLinearRegressor(family=\"binomial\", alpha={}, l1_ratio={}",
                  exact(fit.lambda), exact(fit.mix));
  if (model.standardize) settings += ", scale_predictors=True";
  if (fit.has_factors && fit.mix > 0.0) settings += ", P1";
  if (fit.has_factors && fit.mix < 1.0) settings += ", P2";
  if (fit.has_bounds) settings += ", lower_bounds, upper_bounds";
  if (!model.has_intercept) settings += ", fit_intercept=False";
  settings += ")";
  if (fit.has_weights || fit.has_trials) settings += " with sample_weight";
  if (fit.has_offset) settings += " with offset";
  return made("glum", true, reason, settings);
}

Equivalent spark(const FittedModel& model, const Fit& fit) {
  const std::string reason =
      first_reason({{fit.has_factors, no_factors},
                    {fit.has_bounds && fit.mix > 0.0, "its bounds do not go with an l1 penalty"},
                    {model.standardize, other_deviations},
                    {fit.has_offset, no_offset}});
  std::string settings =
      fmt::format("LogisticRegression(regParam={}, elasticNetParam={}, standardization=False",
                  exact(fit.lambda), exact(fit.mix));
  if (fit.has_bounds) settings += ", lowerBoundsOnCoefficients, upperBoundsOnCoefficients";
  if (fit.has_weights || fit.has_trials) settings += ", weightCol";
  if (!model.has_intercept) settings += ", fitIntercept=False";
  return made("Spark", false, reason, settings + ")");
}

Equivalent h2o(const FittedModel& model, const Fit& fit) {
  const std::string reason =
      first_reason({{fit.has_factors, no_factors}, {model.standardize, other_deviations}});
  std::string settings = fmt::format(
      "H2OGeneralizedLinearEstimator(family=\"binomial\", lambda_={}, alpha={}, "
      "standardize=False, obj_reg={}",
      exact(fit.lambda), exact(fit.mix), exact(1.0 / model.sum_weights));
  if (fit.has_bounds) settings += ", beta_constraints";
  if (fit.has_weights || fit.has_trials) settings += ", weights_column";
  if (fit.has_offset) settings += ", offset_column";
  if (!model.has_intercept) settings += ", intercept=False";
  return made("H2O", false, reason, settings + ")");
}

Equivalent liblinear(const FittedModel& model, const Fit& fit) {
  const bool is_pure = fit.mix == 0.0 || fit.mix == 1.0;
  const std::string reason = first_reason({{fit.has_bounds, no_bounds},
                                           {fit.has_factors, no_factors},
                                           {!is_pure, "it has l1 or l2, not both"},
                                           {model.standardize, no_standardisation},
                                           {fit.has_weights, "it takes no weights"},
                                           {fit.has_trials, "it takes no trials"},
                                           {fit.has_offset, no_offset}});
  std::string settings = fmt::format("train -s {} -c {}", fit.mix == 1.0 ? 6 : 0,
                                     exact(1.0 / (model.sum_weights * fit.lambda)));
  if (model.has_intercept) settings += " -B 1 -R";
  return made("LIBLINEAR", true, reason, settings);
}

}  // namespace

std::vector<Equivalent> equivalents(const FittedModel& model) {
  if (!model.is_penalised() || model.network.is_used() || !model.classes.empty()) return {};
  const Fit fit = fit_of(model);
  return {scikit_learn(model, fit), glmnet(model, fit), glum(model, fit),
          spark(model, fit),        h2o(model, fit),    liblinear(model, fit)};
}

model_file::Json equivalents_json(const FittedModel& model) {
  using model_file::Json;
  Json list = Json::array();
  for (const Equivalent& equivalent : equivalents(model)) {
    Json json = {{"tool", equivalent.tool}};
    json["settings"] = equivalent.settings.empty() ? Json() : Json(equivalent.settings);
    json["reason"] = equivalent.reason.empty() ? Json() : Json(equivalent.reason);
    json["verified"] = equivalent.is_verified;
    list.push_back(std::move(json));
  }
  return list;
}

std::string equivalents_text(const FittedModel& model, std::size_t width) {
  std::string out;
  for (const Equivalent& equivalent : equivalents(model)) {
    std::string line = equivalent.tool + ": ";
    if (equivalent.settings.empty()) {
      line += "no equivalent, " + equivalent.reason + ".";
    } else {
      line += equivalent.settings + (equivalent.is_verified ? "" : " (not verified)");
    }
    out += wrap(line, width, "- ");
  }
  if (out.empty()) return "";
  return wrap("The same fit in other programs, on columns as odds encodes them", width) + out;
}

}  // namespace odds::report
