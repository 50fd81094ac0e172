// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the page's figures as JSON. A number is written in as many digits as a plot shows;
// where a figure is about the digits themselves, in all of them.
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "lesson/circle_map.hpp"
#include "lesson/descents.hpp"
#include "lesson/logistic_regression_numbers.hpp"
#include "lesson/page.hpp"
#include "lesson/surface.hpp"
#include "lesson/sweep.hpp"
#include "lesson/walks.hpp"

namespace odds::lesson {
namespace {

using Json = nlohmann::ordered_json;

constexpr int seen = 7;    // digits of a figure that is printed
constexpr int drawn = 4;   // of a place in a drawing
constexpr int exact = 17;  // of a double

// JSON has no infinity and no NaN: they are words.
Json number(double value, int digits) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return digits >= exact ? value
                         : std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
}

Json numbers(const std::vector<double>& values, int digits) {
  Json array = Json::array();
  for (const double value : values) array.push_back(number(value, digits));
  return array;
}

Json axis_json(const Axis& axis) {
  return {{"first", axis.first}, {"last", axis.last}, {"per_unit", axis.per_unit}};
}

Json point(const Unit& unit, double loss) {
  return {{"b", number(unit.bias, seen)},
          {"w", number(unit.weight, seen)},
          {"loss", number(loss, seen)}};
}

Json line_json() {
  const RegressionNumbers regression = regression_numbers();
  Json line = {{"temperature", {30, 85}}, {"y", Json::array()}};
  for (const double t : {30.0, 85.0}) {
    line["y"].push_back(number(regression.line.bias + regression.line.weight * t, seen));
  }
  return line;
}

Json unit_json() {
  const UnitNumbers unit = unit_numbers();
  return {{"b", axis_json(unit.surface.bias)},
          {"w", axis_json(unit.surface.weight)},
          {"loss", numbers(unit.surface.loss, seen)},
          {"likelihood", numbers(unit.surface.likelihood, drawn)},
          {"by_b", numbers(unit.surface.by_bias, drawn)},
          {"by_w", numbers(unit.surface.by_weight, drawn)},
          {"best", point(unit.best, unit.best_loss)},
          {"z", axis_json(unit.table.z)},
          {"sigma", numbers(unit.table.sigma, drawn)},
          {"row_loss", numbers(unit.table.loss, drawn)}};
}

Json valley_json() {
  const ValleyNumbers valley = valley_numbers();
  return {{"w", axis_json(valley.weight)},
          {"loss", numbers(valley.loss, seen)},
          {"slope", numbers(valley.slope, drawn)}};
}

Json explanation(const Explanation& walk) { return Json::parse(json_explanation(walk)); }

Json differences_json(const BackpropagationNumbers& backpropagation) {
  Json json = {{"h", Json::array()}, {"error", Json::array()}};
  for (const Difference& row : backpropagation.by_first_weight) {
    json["h"].push_back(row.h);
    json["error"].push_back(number(row.error, drawn));
  }
  return json;
}

Json quantity_json(const SweepQuantity& quantity) {
  return {{"naive", numbers(quantity.naive, exact)},
          {"stable", numbers(quantity.stable, exact)},
          {"ulps", numbers(quantity.ulps, drawn)}};
}

Json sweep_json() {
  const SweepNumbers sweep = sweep_numbers();
  return {{"z", numbers(sweep.z, seen)},
          {"probability", quantity_json(sweep.probability)},
          {"log_probability", quantity_json(sweep.log_probability)},
          {"loss", quantity_json(sweep.loss)},
          {"gradient_event", quantity_json(sweep.gradient_event)},
          {"gradient_other", quantity_json(sweep.gradient_other)}};
}

Json walk_json(const Walk& walk, double best_loss) {
  Json json = {{"step", walk.step}, {"b", Json::array()}, {"w", Json::array()}};
  for (const Unit& at : walk.points) {
    json["b"].push_back(number(at.bias, seen));
    json["w"].push_back(number(at.weight, seen));
  }
  json["loss"] = numbers(walk.losses, seen);
  json["gap"] = numbers(gaps(walk, best_loss), drawn);
  return json;
}

Json steps_json() {
  const DescentNumbers descents = descent_numbers();
  Json runs = Json::array();
  for (const Walk& walk : descents.descents) runs.push_back(walk_json(walk, descents.best_loss));
  return {{"b", axis_json(descents.surface.bias)},
          {"w", axis_json(descents.surface.weight)},
          {"loss", numbers(descents.surface.loss, seen)},
          {"runs", std::move(runs)},
          {"newton", walk_json(descents.newton, descents.best_loss)},
          {"best", point(descents.best, descents.best_loss)}};
}

Json forecast_json() {
  const ForecastNumbers forecast = forecast_numbers();
  return {{"temperature", numbers(forecast.temperature, seen)},
          {"probability", numbers(forecast.probability, drawn)},
          {"low", numbers(forecast.low, drawn)},
          {"high", numbers(forecast.high, drawn)}};
}

Json circle_json() {
  const CircleMap map = circle_map();
  Json lines = Json::array();
  for (const Segment& line : map.lines) {
    lines.push_back(numbers({line.x1, line.y1, line.x2, line.y2}, drawn));
  }
  return {{"axis", axis_json(map.axis)},
          {"unit", numbers(map.unit, 3)},
          {"network", numbers(map.network, 3)},
          {"lines", std::move(lines)},
          {"x1", numbers(map.numbers.points.x1, drawn)},
          {"x2", numbers(map.numbers.points.x2, drawn)},
          {"inside", numbers(map.numbers.points.inside, 1)}};
}

}  // namespace

std::string plots_json() {
  const BackpropagationNumbers backpropagation = backpropagation_numbers();
  Json network = Json::array();
  for (const Explanation& walk : walks_through_network()) network.push_back(explanation(walk));
  const Json json = {
      {"flights",
       {{"temperature", numbers(flights().temperature, seen)},
        {"distress", numbers(flights().distress, seen)}}},
      {"line", line_json()},
      {"unit", unit_json()},
      {"valley", valley_json()},
      {"walks",
       {{"unit", Json::array({explanation(walk_through(backpropagation.one.unit))})},
        {"chain", Json::array({explanation(walk_through(backpropagation.two.units))})},
        {"network", std::move(network)}}},
      {"differences", differences_json(backpropagation)},
      {"sweep", sweep_json()},
      {"steps", steps_json()},
      {"forecast", forecast_json()},
      {"circle", circle_json()}};
  return json.dump();
}

}  // namespace odds::lesson
