// SPDX-License-Identifier: Apache-2.0
#include "training/starts.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"

namespace odds::training {

using network::LayerLayout;
using objective::NetworkObjective;

namespace {

// How wide the weights of a layer are drawn, by activation: standard deviation of z, and of the
// biases that spread the units' thresholds over the data.
struct Width {
  double of_z = 1;
  double of_bias = 1;
};

Width width_of(Activation activation, bool is_first) {
  switch (activation) {
    case Activation::logistic:
      return is_first ? Width{3.0, 2.0} : Width{4.0, 1.0};
    case Activation::tanh:
      return is_first ? Width{1.5, 1.0} : Width{1.5, 0.5};
    case Activation::relu:
      return is_first ? Width{1.4, 1.0} : Width{1.4, 0.1};
  }
  return {};
}

// Inputs that differ from zero in a row: a factor has one level at a time.
double active_inputs(const NetworkObjective& objective, std::size_t layer) {
  const network::Shape& shape = objective.shape();
  const std::size_t count = layer == 0 ? shape.dense_count - 1 + shape.factor_levels.size()
                                       : objective.layout().layers()[layer].inputs - 1;
  return static_cast<double>(std::max<std::size_t>(count, 1));
}

// Mean of an activation whose z is spread about zero.
double mean_value(Activation activation) {
  return activation == Activation::logistic ? 0.5 : activation == Activation::relu ? 0.5 : 0.0;
}

// Spread of the activations that a later layer sees.
double spread_of_values(Activation activation) {
  return activation == Activation::logistic ? 0.35 : activation == Activation::tanh ? 0.7 : 0.8;
}

// Random weights for all hidden units.
void draw_hidden(const NetworkObjective& objective, base::Random& random,
                 std::vector<double>& point) {
  const network::Layout& layout = objective.layout();
  const Activation activation = objective.shape().activation;
  for (std::size_t l = 0; l + 1 < layout.layers().size(); ++l) {
    const LayerLayout& layer = layout.layers()[l];
    const Width width = width_of(activation, l == 0);
    const double input_spread = l == 0 ? 1.0 : spread_of_values(activation);
    const double scale = width.of_z / (input_spread * std::sqrt(active_inputs(objective, l)));
    for (std::size_t u = 0; u < layer.units; ++u) {
      double sum = 0.0;
      for (std::size_t k = 1; k < layer.inputs; ++k) {
        const double weight = scale * random.normal();
        point[layout.flat_index(l, k, u)] = weight;
        sum += weight;
      }
      const double middle = l == 0 ? 0.0 : mean_value(activation) * sum;
      const double threshold = width.of_bias * random.normal();
      // A relu that is on where the inputs are at their means is not dead from the start.
      const bool is_first_relu = l == 0 && activation == Activation::relu;
      point[layout.flat_index(l, 0, u)] = is_first_relu ? std::fabs(threshold) : threshold - middle;
    }
  }
}

// z = slope a + shift, for a the value of a unit that carries v with |v| <= reach about zero.
struct Unfolding {
  double slope = 1;
  double shift = 0;
};

Unfolding unfolding(Activation activation) {
  switch (activation) {
    case Activation::logistic:
      return {4.0, -2.0};
    case Activation::tanh:
      return {1.0, 0.0};
    case Activation::relu:
      return {1.0, -2.0};
  }
  return {};
}

}  // namespace

std::vector<double> random_start(const NetworkObjective& objective, double intercept,
                                 std::uint64_t seed, std::uint64_t start) {
  const network::Layout& layout = objective.layout();
  std::vector<double> point(layout.flat_size(), 0.0);
  base::Random random(seed, start);
  draw_hidden(objective, random, point);
  const std::size_t last = layout.layers().size() - 1;
  const std::size_t inputs = layout.layers()[last].inputs;
  const double scale = 1.0 / std::sqrt(static_cast<double>(inputs - 1));
  double sum = 0.0;
  for (std::size_t k = 1; k < inputs; ++k) {
    const double weight = scale * random.normal();
    point[layout.flat_index(last, k, 0)] = weight;
    sum += weight;
  }
  point[layout.flat_index(last, 0, 0)] = intercept - mean_value(objective.shape().activation) * sum;
  return point;
}

std::vector<double> embedded_start(const NetworkObjective& objective, const EmbeddedUnit& unit,
                                   double reach, std::uint64_t seed) {
  const network::Layout& layout = objective.layout();
  const Activation activation = objective.shape().activation;
  std::vector<double> point(layout.flat_size(), 0.0);
  base::Random random(seed, 0);
  draw_hidden(objective, random, point);

  // v = (z - middle) factor, in [-reach, reach] (relu, which is linear, needs no small reach).
  const double middle = 0.5 * (unit.lowest + unit.highest);
  const double half = std::max(0.5 * (unit.highest - unit.lowest), 1e-3);
  const double factor = (activation == Activation::relu ? 1.0 : reach) / half;
  const double lift = activation == Activation::relu ? 2.0 : 0.0;
  for (std::size_t k = 0; k < layout.layers().front().inputs; ++k) {
    point[layout.flat_index(0, k, 0)] = factor * unit.point[k];
  }
  point[layout.flat_index(0, 0, 0)] += lift - factor * middle;

  const Unfolding back = unfolding(activation);
  const std::size_t last = layout.layers().size() - 1;
  for (std::size_t l = 1; l <= last; ++l) {
    const LayerLayout& layer = layout.layers()[l];
    for (std::size_t k = 0; k < layer.inputs; ++k) point[layout.flat_index(l, k, 0)] = 0.0;
    const double slope = l == last ? back.slope / factor : back.slope;
    const double shift = l == last ? back.shift / factor + middle : back.shift + lift;
    point[layout.flat_index(l, 1, 0)] = slope;
    point[layout.flat_index(l, 0, 0)] = shift;
  }
  return point;
}

}  // namespace odds::training
