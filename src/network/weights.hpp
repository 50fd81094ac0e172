// SPDX-License-Identifier: Apache-2.0
//
// The parameters of a network as the passes need them: padded, and transposed for the way back.
#pragma once

#include <cstddef>
#include <vector>

#include "base/aligned.hpp"
#include "network/layout.hpp"

namespace odds::network {

class Weights {
 public:
  // `scales` holds one number above 0 for each input of the first layer: a parameter there acts on
  // the inner column divided by it.
  Weights(const Shape& shape, std::vector<double> scales);

  const Layout& layout() const { return layout_; }
  Activation activation() const { return activation_; }

  // Takes the parameters of a point in the flat layout.
  void set(const std::vector<double>& point);

  // inputs x stride.
  const double* forward(std::size_t layer) const {
    return padded_.data() + layout_.layers()[layer].padded;
  }
  // units x stride of the layer before, without the biases. Requires: not the first layer.
  const double* backward(std::size_t layer) const { return transposed_[layer].data(); }

  // The derivatives by the parameters, from sums in the padded layout: gradient[k] = factor * sum.
  void flatten(const double* padded_sums, double factor, std::vector<double>& gradient) const;

 private:
  Layout layout_;
  Activation activation_;
  std::vector<double> inverse_scales_;
  base::AlignedVector<double> padded_;
  std::vector<base::AlignedVector<double>> transposed_;
};

}  // namespace odds::network
