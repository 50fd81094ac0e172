// SPDX-License-Identifier: Apache-2.0
#include "explanation/graph.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/logistic.hpp"

namespace odds::explanation {
namespace {

// f and f'.
std::pair<double, double> activate(Activation activation, double z) {
  if (activation == Activation::relu) return {std::max(0.0, z), z > 0 ? 1.0 : 0.0};
  if (activation == Activation::logistic) return {kernels::sigma(z), kernels::sigma_derivative(z)};
  // 1 - tanh(z)^2 = 4 sigma(2z) sigma(-2z), where nothing cancels.
  return {std::tanh(z), 4 * kernels::sigma_derivative(2 * z)};
}

}  // namespace

Graph::Graph(std::vector<NetworkLayer> layers, Activation activation)
    : layers_(std::move(layers)), activation_(activation) {}

std::vector<LayerValues> Graph::forward(const std::vector<double>& inputs, double offset) const {
  std::vector<LayerValues> values(layers_.size());
  const std::vector<double>* before = &inputs;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const NetworkLayer& layer = layers_[l];
    const bool is_last = l + 1 == layers_.size();
    const std::size_t count = before->size();
    for (std::size_t unit = 0; unit < layer.units(); ++unit) {
      double sum = layer.biases[unit];
      for (std::size_t j = 0; j < count; ++j) {
        sum += layer.weights[unit * count + j] * (*before)[j];
      }
      if (is_last) sum += offset;
      values[l].sum.push_back(sum);
      if (is_last) continue;
      const auto [output, slope] = activate(activation_, sum);
      values[l].output.push_back(output);
      values[l].slope.push_back(slope);
    }
    before = &values[l].output;
  }
  return values;
}

Gradients Graph::backward(const std::vector<LayerValues>& values, double gradient) const {
  Gradients gradients;
  gradients.layers.resize(layers_.size());
  gradients.layers.back().sum = {gradient};
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const NetworkLayer& layer = layers_[l];
    const std::vector<double>& sums = gradients.layers[l].sum;
    std::vector<double> below(layer.weights.size() / layer.units(), 0.0);
    for (std::size_t unit = 0; unit < layer.units(); ++unit) {
      for (std::size_t j = 0; j < below.size(); ++j) {
        below[j] += layer.weights[unit * below.size() + j] * sums[unit];
      }
    }
    if (l == 0) {
      gradients.inputs = std::move(below);
      break;
    }
    LayerGradients& previous = gradients.layers[l - 1];
    for (std::size_t unit = 0; unit < below.size(); ++unit) {
      previous.sum.push_back(below[unit] * values[l - 1].slope[unit]);
    }
    previous.output = std::move(below);
  }
  return gradients;
}

}  // namespace odds::explanation
