// SPDX-License-Identifier: Apache-2.0
#include "network/weights.hpp"

#include <algorithm>
#include <utility>

namespace odds::network {

Weights::Weights(const Shape& shape, std::vector<double> scales)
    : layout_(shape),
      activation_(shape.activation),
      inverse_scales_(std::move(scales)),
      padded_(layout_.padded_size()) {
  for (double& scale : inverse_scales_) scale = 1.0 / scale;
  transposed_.resize(layout_.layers().size());
  for (std::size_t l = 1; l < transposed_.size(); ++l) {
    transposed_[l] =
        base::AlignedVector<double>(layout_.layers()[l].units * layout_.layers()[l - 1].stride);
  }
}

void Weights::set(const std::vector<double>& point) {
  for (std::size_t l = 0; l < layout_.layers().size(); ++l) {
    const LayerLayout& layer = layout_.layers()[l];
    for (std::size_t k = 0; k < layer.inputs; ++k) {
      const double* from = point.data() + layer.flat + k * layer.units;
      double* to = padded_.data() + layer.padded + k * layer.stride;
      const double factor = l == 0 ? inverse_scales_[k] : 1.0;
      for (std::size_t u = 0; u < layer.units; ++u) to[u] = from[u] * factor;
    }
    if (l == 0) continue;
    const std::size_t stride = layout_.layers()[l - 1].stride;
    for (std::size_t k = 1; k < layer.inputs; ++k) {
      const double* from = forward(l) + k * layer.stride;
      double* to = transposed_[l].data() + (k - 1);
      for (std::size_t u = 0; u < layer.units; ++u) to[u * stride] = from[u];
    }
  }
}

void Weights::flatten(const double* padded_sums, double factor,
                      std::vector<double>& gradient) const {
  gradient.resize(layout_.flat_size());
  for (std::size_t l = 0; l < layout_.layers().size(); ++l) {
    const LayerLayout& layer = layout_.layers()[l];
    for (std::size_t k = 0; k < layer.inputs; ++k) {
      const double* from = padded_sums + layer.padded + k * layer.stride;
      double* to = gradient.data() + layer.flat + k * layer.units;
      const double times = l == 0 ? factor * inverse_scales_[k] : factor;
      for (std::size_t u = 0; u < layer.units; ++u) to[u] = from[u] * times;
    }
  }
}

}  // namespace odds::network
