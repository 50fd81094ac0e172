// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.hpp"

namespace odds::report {

using model_file::Json;
using model_file::json_number;

namespace {

const char* missing_name(MissingPolicy policy) {
  switch (policy) {
    case MissingPolicy::error:
      return "error";
    case MissingPolicy::drop:
      return "drop";
    case MissingPolicy::mean:
      return "mean";
  }
  return "error";
}

}  // namespace

Json role(const std::string& column) { return column.empty() ? Json(nullptr) : Json(column); }

const char* activation_name(Activation activation) {
  switch (activation) {
    case Activation::logistic:
      return "logistic";
    case Activation::tanh:
      return "tanh";
    case Activation::relu:
      return "relu";
  }
  return "";
}

Json notes_json(const std::vector<Note>& notes) {
  Json json = Json::array();
  for (const Note& note : notes) {
    json.push_back({{"code", note.code}, {"message", note.message}});
  }
  return json;
}

void put_question(Json& json, const FittedModel& model) {
  json["target"] = model.target;
  json["trials"] = role(model.trials);
  json["event"] = model.event;
  json["non_event"] = model.non_event;
  if (!model.classes.empty()) {
    Json& classes = json["classes"] = Json::array();
    for (std::size_t k = 0; k < model.classes.size(); ++k) {
      classes.push_back(
          {{"label", model.classes[k]}, {"weight", json_number(model.class_weights[k])}});
    }
    json["reference_class"] = role(model.reference_class);
  }
  json["rows_read"] = model.rows_read;
  json["rows_used"] = model.rows_used;
  json["nobs"] = json_number(model.nobs);
  json["sum_weights"] = json_number(model.sum_weights);
  json["event_weight"] = json_number(model.event_weight);
  json["event_nobs"] = json_number(model.event_nobs);
  json["weights"] = role(model.weights);
  json["freq_weights"] = role(model.freq_weights);
  json["offset"] = role(model.offset);
  json["intercept"] = model.has_intercept;
  json["missing"] = missing_name(model.missing);
}

Json dropped_json(const DroppedTerm& dropped) {
  return {{"term", dropped.term},
          {"column", dropped.column},
          {"level", dropped.level},
          {"reason", dropped.reason},
          {"equation", dropped.equation}};
}

Json penalty_json(const FittedModel& model) {
  Json json = {{"l1", json_number(model.l1)}, {"l2", json_number(model.l2)}};
  Json& factors = json["factors"] = Json::object();
  for (const auto& [column, factor] : model.penalty_factors) factors[column] = factor;
  json["standardize"] = model.standardize;
  Json& bounds = json["bounds"] = Json::object();
  for (const auto& [column, range] : model.bounds) {
    Json& pair = bounds[column] = Json::array();
    pair.push_back(json_number(range.low));
    pair.push_back(json_number(range.high));
  }
  return json;
}

}  // namespace odds::report
