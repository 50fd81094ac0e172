// SPDX-License-Identifier: Apache-2.0
#include "training/units.hpp"

#include <cmath>
#include <utility>

namespace odds::training {

using objective::NetworkObjective;

namespace {

// z = bias + sum_j w_j x~_j / s_j with x~ = (x - centre) 2^e: the weight of x is w 2^e / s.
NetworkLayer first_layer(const design::Design& design, const NetworkObjective& objective,
                         const std::vector<double>& point) {
  const network::Layout& layout = objective.layout();
  NetworkLayer layer;
  for (std::size_t u = 0; u < layout.layers().front().units; ++u) {
    layer.biases.push_back(point[layout.flat_index(0, 0, u)]);
    for (const design::DesignTerm& term : design.terms()) {
      if (term.kind == design::TermKind::intercept) continue;
      const double weight = point[layout.flat_index(0, term.inner, u)];
      layer.weights.push_back(std::ldexp(weight / objective.scales()[term.inner], term.exponent));
    }
  }
  return layer;
}

}  // namespace

Network to_user_units(const design::Design& design, const NetworkObjective& objective,
                      const std::vector<double>& point) {
  Network network;
  network.activation = objective.shape().activation;
  network.layers.push_back(first_layer(design, objective, point));
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind == design::TermKind::intercept) continue;
    network.scales.push_back(std::ldexp(objective.scales()[term.inner], -term.exponent));
  }
  const network::Layout& layout = objective.layout();
  for (std::size_t l = 1; l < layout.layers().size(); ++l) {
    const network::LayerLayout& from = layout.layers()[l];
    NetworkLayer layer;
    for (std::size_t u = 0; u < from.units; ++u) {
      layer.biases.push_back(point[layout.flat_index(l, 0, u)]);
      for (std::size_t k = 1; k < from.inputs; ++k) {
        layer.weights.push_back(point[layout.flat_index(l, k, u)]);
      }
    }
    network.layers.push_back(std::move(layer));
  }
  return network;
}

}  // namespace odds::training
