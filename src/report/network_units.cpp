// SPDX-License-Identifier: Apache-2.0
#include "report/network_units.hpp"

namespace odds::report {
namespace {

// What is subtracted from a term where all levels are references: the number's centre, or the
// product's. A slope is 0 there, centred or not.
std::vector<double> centres_of(const FittedModel& model) {
  std::vector<double> centres(model.terms.size(), 0.0);
  for (std::size_t t = 0; t < centres.size(); ++t) {
    const Term& term = model.terms[t];
    if (!term.level.empty()) continue;
    for (const ColumnEncoding& column : model.columns) {
      if (column.name == term.column) centres[t] = column.centre;
    }
    for (const InteractionEncoding& pair : model.interactions) {
      if (pair.first + ":" + pair.second == term.column) centres[t] = pair.centre;
    }
  }
  return centres;
}

}  // namespace

UnitReading read_unit(const FittedModel& model, std::size_t unit) {
  const NetworkLayer& layer = model.network.layers[0];
  const NetworkLayer& next = model.network.layers[1];
  const std::vector<double> centres = centres_of(model);
  UnitReading reading;
  reading.bias = reading.bias_at_zero = layer.biases[unit];
  for (std::size_t t = 0; t < centres.size(); ++t) {
    const double weight = layer.weights[unit * centres.size() + t];
    const double scale = t < model.network.scales.size() ? model.network.scales[t] : 1.0;
    reading.weights.push_back(weight);
    reading.per_sd.push_back(weight * scale);
    reading.bias_at_zero -= weight * centres[t];
  }
  for (std::size_t k = 0; k < next.units(); ++k) {
    reading.onward.push_back(next.weights[k * layer.units() + unit]);
  }
  return reading;
}

}  // namespace odds::report
