// SPDX-License-Identifier: Apache-2.0
#include "model/class_equations.hpp"

namespace odds::model {

std::size_t equation_count(const FittedModel& model) {
  if (model.classes.empty()) return 1;
  return model.classes.size() - (model.reference_class.empty() ? 0 : 1);
}

std::size_t equation_terms(const FittedModel& model) {
  return model.terms.size() / equation_count(model);
}

const std::string& outcome(const FittedModel& model, std::size_t equation) {
  static const std::string none;
  if (model.classes.empty()) return none;
  return model.classes[equation + (model.reference_class.empty() ? 0 : 1)];
}

FittedModel equation_model(const FittedModel& model, std::size_t equation) {
  FittedModel one;
  one.target = model.target;
  one.has_intercept = model.has_intercept;
  one.missing = model.missing;
  one.columns = model.columns;
  one.sparse = model.sparse;
  one.interactions = model.interactions;
  one.centred_intercept = model.centred_intercepts[equation];
  const std::size_t count = equation_terms(model);
  for (std::size_t t = 0; t < count; ++t) {
    const std::size_t at = equation * count + t;
    one.terms.push_back(model.terms[at]);
    if (!model.scoring_estimates.empty()) {
      one.scoring_estimates.push_back(model.scoring_estimates[at]);
    }
  }
  return one;
}

void require_two_classes(const FittedModel& model, const std::string& what) {
  if (model.classes.empty()) return;
  throw Error(Fault::usage, "predict.several_classes",
              what + " is of one probability, and the model has " +
                  std::to_string(model.classes.size()) + " classes.",
              "Fit a column that says yes or no.");
}

}  // namespace odds::model
