// SPDX-License-Identifier: Apache-2.0
#include "model/model_file_classes.hpp"

#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "design/classes.hpp"
#include "model/class_equations.hpp"
#include "model/model_file_reader.hpp"

namespace odds::model_file {
namespace {

void require(bool holds, const char* code, const std::string& file, const std::string& message) {
  if (!holds) refuse_model(file, code, message);
}

void check_labels(const FittedModel& model, const std::string& file) {
  const std::size_t count = model.classes.size();
  require(count > 2 && count <= design::most_classes, "model.range", file,
          fmt::format("the field classes must have 3 to {} labels.", design::most_classes));
  const std::set<std::string_view> labels(model.classes.begin(), model.classes.end());
  require(labels.size() == count, "model.reference", file, "a class is listed twice.");
  require(model.reference_class.empty() || model.reference_class == model.classes.front(),
          "model.reference", file, "the reference class must be the first one.");
  require(model.event.empty() && model.trials.empty() && model.offset.empty(), "model.range", file,
          "a model of several classes has no event, trials or offset.");
  require(!model.network.is_used(), "model.range", file, "a network has two classes.");
  require(model.class_weights.size() == count, "model.length", file,
          "the field class_weights must have a number for each class.");
  for (const double weight : model.class_weights) {
    require(std::isfinite(weight) && weight >= 0.0, "model.range", file,
            "the field class_weights must have finite numbers, 0 or more.");
  }
}

}  // namespace

void check_classes(const FittedModel& model, const std::string& file) {
  if (model.classes.empty()) {
    require(model.centred_intercepts.empty() && model.class_weights.empty() &&
                model.reference_class.empty(),
            "model.range", file, "there are figures of classes, but no field classes.");
    for (const Term& term : model.terms) {
      require(term.outcome.empty(), "model.reference", file,
              fmt::format("the term {} names a class, and the model has none.", quote(term.term)));
    }
    return;
  }
  check_labels(model, file);
  const std::size_t equations = model::equation_count(model);
  require(model.centred_intercepts.size() == equations, "model.length", file,
          fmt::format("the field centred_intercepts must have {} numbers.", equations));
  for (const double intercept : model.centred_intercepts) {
    require(std::isfinite(intercept), "model.not_finite", file,
            "the field centred_intercepts must have finite numbers.");
  }
  require(model.terms.size() % equations == 0, "model.length", file,
          fmt::format("there are {} terms for {} equations.", model.terms.size(), equations));
  const std::size_t count = model::equation_terms(model);
  for (std::size_t at = 0; at < model.terms.size(); ++at) {
    const Term& term = model.terms[at];
    const Term& first = model.terms[at % count];
    require(term.outcome == model::outcome(model, at / count) && term.term == first.term &&
                term.column == first.column && term.level == first.level && term.limit.empty(),
            "model.reference", file,
            fmt::format("terms[{}] must be {} of the class {}.", at, quote(first.term),
                        quote(model::outcome(model, at / count))));
  }
}

}  // namespace odds::model_file
