// SPDX-License-Identifier: Apache-2.0
#include "report/network_json.hpp"

#include "report/json_parts.hpp"
#include "report/network_units.hpp"

namespace odds::report {
namespace {

using model_file::Json;
using model_file::json_number;

Json numbers_json(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(json_number(value));
  return json;
}

Json layer_json(const NetworkLayer& layer) {
  const std::size_t inputs = layer.weights.size() / layer.units();
  Json units = Json::array();
  for (std::size_t unit = 0; unit < layer.units(); ++unit) {
    Json weights = Json::array();
    for (std::size_t j = 0; j < inputs; ++j) {
      weights.push_back(json_number(layer.weights[unit * inputs + j]));
    }
    units.push_back({{"bias", json_number(layer.biases[unit])}, {"weights", std::move(weights)}});
  }
  return units;
}

Json network_json(const FittedModel& model) {
  const Network& network = model.network;
  if (!network.is_used()) return nullptr;
  Json json = Json::object();
  json["activation"] = activation_name(network.activation);
  Json& hidden = json["hidden"] = Json::array();
  Json layers = Json::array();
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (l + 1 < network.layers.size()) hidden.push_back(network.layers[l].units());
    Json layer = Json::object();
    layer["units"] = layer_json(network.layers[l]);
    layers.push_back(std::move(layer));
  }
  json["parameters"] = network.parameter_count();
  json["scales"] = numbers_json(network.scales);
  Json& zero = json["first_layer_bias_at_zero"] = Json::array();
  for (std::size_t unit = 0; unit < network.layers[0].units(); ++unit) {
    zero.push_back(json_number(read_unit(model, unit).bias_at_zero));
  }
  json["layers"] = std::move(layers);
  return json;
}

Json point_json(const TrainingEpoch& point) {
  return {{"epoch", point.epoch},
          {"training", json_number(point.training)},
          {"validation", json_number(point.validation)}};
}

Json training_json(const Training& training) {
  if (!training.is_used()) return nullptr;
  Json json = Json::object();
  Json& starts = json["starts"] = Json::array();
  for (const TrainingStart& start : training.starts) {
    starts.push_back({{"kind", start.kind},
                      {"epochs", start.epochs},
                      {"stop_reason", start.stop_reason},
                      {"best", point_json(start.best)}});
  }
  json["chosen"] = training.chosen;
  json["batch"] = training.batch > 0 ? Json(training.batch) : Json(nullptr);
  json["step"] = training.step > 0 ? json_number(training.step) : Json(nullptr);
  json["momentum"] = json_number(training.momentum);
  json["schedule"] = role(training.schedule);
  json["seed"] = training.seed;
  json["training_rows"] = training.training_rows;
  json["validation_rows"] = training.validation_rows;
  json["training_loss"] = json_number(training.training_loss);
  json["validation_loss"] = json_number(training.validation_loss);
  json["single_unit_loss"] = json_number(training.single_unit_loss);
  json["single_unit_validation_loss"] = json_number(training.single_unit_validation_loss);
  json["training_accuracy"] = json_number(training.training_accuracy);
  Json& idle = json["idle"] = Json::array();
  for (const IdleUnits& layer : training.idle) {
    idle.push_back({{"saturated", layer.saturated}, {"dead", layer.dead}});
  }
  Json& history = json["history"] = Json::array();
  for (const TrainingEpoch& point : training.history) history.push_back(point_json(point));
  return json;
}

Json check_json(const FittedModel& model) {
  if (!model.gradient_check) return nullptr;
  const GradientCheck& check = *model.gradient_check;
  return {{"max_relative_difference", json_number(check.max_relative_difference)},
          {"rows", check.rows},
          {"passed", check.passed}};
}

}  // namespace

void put_network(const FittedModel& model, Json& json) {
  if (!model.network.is_used() && !model.training.is_used()) return;
  json["network"] = network_json(model);
  json["training"] = training_json(model.training);
  json["gradient_check"] = check_json(model);
  if (!model.network.is_used()) return;
  for (const char* name :
       {"df_residual", "df_null", "df_model", "lr_chi2", "lr_p_value", "aic", "bic",
        "condition_number", "interval", "vce", "tests", "joint_tests", "r2"}) {
    json[name] = nullptr;
  }
}

}  // namespace odds::report
