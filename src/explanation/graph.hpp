// SPDX-License-Identifier: Apache-2.0
//
// The computation of one row as a graph of scalars, walked forward and backward.
//
//   forward    z_l = b_l + W_l a_{l-1},   a_l = f(z_l),   the last z with the offset
//   backward   dz_l = da_l f'(z_l),   da_{l-1} = W_l' dz_l,   from a gradient of the last z
//
// The sums run in the order of the inputs, as in prediction. One unit is a graph of one layer.
#pragma once

#include <cstddef>
#include <vector>

#include <odds/network.hpp>

namespace odds::explanation {

// The units of a layer, one after another.
struct LayerValues {
  std::vector<double> sum;     // z
  std::vector<double> output;  // f(z); the logistic unit of the end has none
  std::vector<double> slope;   // f'(z)
};

struct LayerGradients {
  std::vector<double> sum;     // of each z, hence of each bias
  std::vector<double> output;  // of each f(z)
};

// By layer, and of the inputs.
struct Gradients {
  std::vector<LayerGradients> layers;
  std::vector<double> inputs;
};

class Graph {
 public:
  // Requires: the last layer has one unit.
  Graph(std::vector<NetworkLayer> layers, Activation activation);

  const std::vector<NetworkLayer>& layers() const { return layers_; }

  // Values of every layer; z is values.back().sum[0].
  std::vector<LayerValues> forward(const std::vector<double>& inputs, double offset) const;
  // What arrives everywhere when `gradient` arrives at z.
  Gradients backward(const std::vector<LayerValues>& values, double gradient) const;

 private:
  std::vector<NetworkLayer> layers_;
  Activation activation_;
};

}  // namespace odds::explanation
