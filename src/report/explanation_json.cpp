// SPDX-License-Identifier: Apache-2.0
//
// The walk through one row as JSON: full precision; what is beyond the range of doubles, or does
// not apply, is null.
#include "report/explanation_json.hpp"

#include <odds/report.hpp>

#include "report/json_parts.hpp"

namespace odds {
namespace {

using model_file::Json;
using model_file::json_number;
using report::role;

Json outcome_json(const Explanation& explanation) {
  if (!explanation.outcome) return nullptr;
  const ExplainedOutcome& outcome = *explanation.outcome;
  return {{"label", role(outcome.label)},
          {"successes", json_number(outcome.successes)},
          {"trials", json_number(outcome.trials)},
          {"weight", json_number(outcome.weight)}};
}

Json network_json(const Explanation& explanation) {
  if (explanation.hidden.empty()) return nullptr;
  Json hidden = Json::array();
  for (const std::size_t units : explanation.hidden) hidden.push_back(units);
  return {{"activation", report::activation_name(explanation.activation)}, {"hidden", hidden}};
}

void put_question(const Explanation& explanation, Json& json) {
  json["source"] = explanation.source;
  json["row"] = explanation.row;
  json["target"] = explanation.target;
  json["trials"] = role(explanation.trials);
  json["event"] = explanation.event;
  json["non_event"] = explanation.non_event;
  json["offset"] = role(explanation.offset_column);
  json["network"] = network_json(explanation);
  json["sum_weights"] = json_number(explanation.sum_weights);
  json["outcome"] = outcome_json(explanation);
}

void put_figures(const Explanation& explanation, Json& json) {
  json["offset_value"] = json_number(explanation.offset);
  json["z"] = json_number(explanation.z);
  json["probability"] = json_number(explanation.probability);
  json["complement"] = json_number(explanation.complement);
  json["loss"] = json_number(explanation.loss);
  json["gradient"] = json_number(explanation.gradient);
}

void put_walk(const Explanation& explanation, Json& json) {
  Json& inputs = json["inputs"] = Json::array();
  for (const ExplainedInput& input : explanation.inputs) {
    inputs.push_back({{"term", input.term},
                      {"column", input.column},
                      {"level", input.level},
                      {"value", input.value},
                      {"centre", json_number(input.centre)},
                      {"x", json_number(input.x)},
                      {"slope", json_number(input.slope)},
                      {"gradient", json_number(input.gradient)}});
  }
  Json& nodes = json["nodes"] = Json::array();
  for (const ExplainedNode& node : explanation.nodes) {
    nodes.push_back({{"node", node.name},
                     {"layer", node.layer},
                     {"formula", node.formula},
                     {"value", json_number(node.value)},
                     {"derivative", role(node.derivative)},
                     {"local", json_number(node.local)},
                     {"gradient", json_number(node.gradient)}});
  }
  Json& coefficients = json["coefficients"] = Json::array();
  for (const ExplainedCoefficient& coefficient : explanation.coefficients) {
    coefficients.push_back({{"coefficient", coefficient.name},
                            {"layer", coefficient.layer},
                            {"unit", coefficient.unit + 1},
                            {"value", json_number(coefficient.value)},
                            {"local", json_number(coefficient.local)},
                            {"gradient", json_number(coefficient.gradient)}});
  }
}

void put_contributions(const Explanation& explanation, Json& json) {
  json["base"] = json_number(explanation.base);
  json["contribution"] =
      explanation.hidden.empty() ? "coefficient_times_input" : "gradient_times_input";
  Json& list = json["contributions"] = Json::array();
  for (const Contribution& part : explanation.contributions) {
    list.push_back({{"feature", part.feature},
                    {"value", part.value},
                    {"log_odds", json_number(part.log_odds)}});
  }
}

Json walk_json(const Explanation& explanation) {
  Json json = {{"schema", "odds.explain/1"}};
  put_question(explanation, json);
  put_figures(explanation, json);
  put_walk(explanation, json);
  put_contributions(explanation, json);
  json["notes"] = report::notes_json(explanation.notes);
  return json;
}

}  // namespace

model_file::Json report::explanation_json(const Explanation& explanation) {
  return walk_json(explanation);
}

std::string json_explanation(const Explanation& explanation) {
  return model_file::json_text(walk_json(explanation)) + "\n";
}

}  // namespace odds
