// SPDX-License-Identifier: Apache-2.0
#include "training/idle_units.hpp"

namespace odds::training {

using objective::NetworkActivity;
using objective::NetworkObjective;

namespace {

// Below this share of the largest slope that the activation has a unit is saturated.
constexpr double flat = 1e-3;

bool is_saturated(Activation activation, double largest_slope) {
  if (activation == Activation::relu) return false;
  const double steepest = activation == Activation::logistic ? 0.25 : 1.0;
  return largest_slope < flat * steepest;
}

// Whether any unit of the next layer has a weight for it.
bool is_heard(const network::Layout& layout, std::size_t layer, std::size_t unit,
              const std::vector<double>& point) {
  for (std::size_t v = 0; v < layout.layers()[layer + 1].units; ++v) {
    if (point[layout.flat_index(layer + 1, unit + 1, v)] != 0.0) return true;
  }
  return false;
}

}  // namespace

std::vector<IdleUnits> idle_units(const NetworkObjective& objective,
                                  const NetworkActivity& activity,
                                  const std::vector<double>& point) {
  const network::Layout& layout = objective.layout();
  const Activation activation = objective.shape().activation;
  std::vector<IdleUnits> result;
  for (std::size_t l = 0; l + 1 < layout.layers().size(); ++l) {
    IdleUnits idle;
    for (std::size_t u = 0; u < layout.layers()[l].units; ++u) {
      const bool is_off = activation == Activation::relu && activity.largest_value[l][u] == 0.0;
      if (is_saturated(activation, activity.largest_slope[l][u])) ++idle.saturated;
      if (is_off || !is_heard(layout, l, u, point)) ++idle.dead;
    }
    result.push_back(idle);
  }
  return result;
}

}  // namespace odds::training
