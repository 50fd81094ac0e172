// SPDX-License-Identifier: Apache-2.0
#include "network/pass.hpp"

#include <algorithm>

namespace odds::network {
namespace {

void activate(Activation activation, const double* z, std::size_t count, double* value,
              double* slope) {
  switch (activation) {
    case Activation::logistic:
      return kernels::activate_logistic(z, count, value, slope);
    case Activation::tanh:
      return kernels::activate_tanh(z, count, value, slope);
    case Activation::relu:
      return kernels::activate_relu(z, count, value, slope);
  }
}

void add(const double* from, std::size_t count, double* to) {
  for (std::size_t u = 0; u < count; ++u) to[u] += from[u];
}

// 0, or NaN where an element is not finite. Requires: a count that is a multiple of 8.
double zero_or_nan(const double* z, std::size_t count) {
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {};
  for (std::size_t u = 0; u < count; u += lanes) {
    for (std::size_t l = 0; l < lanes; ++l) sums[l] += 0.0 * z[u + l];
  }
  double sum = 0.0;
  for (const double lane : sums) sum += lane;
  return sum;
}

}  // namespace

Pass::Pass(const Shape& shape, std::size_t capacity, Purpose purpose)
    : shape_(shape), is_training_(purpose == Purpose::training) {
  const Layout layout(shape);
  if (!is_training_) overflow_.resize(capacity);
  for (const LayerLayout& layer : layout.layers()) {
    values_.emplace_back(capacity * layer.stride);
    if (!is_training_) continue;
    slopes_.emplace_back(capacity * layer.stride);
    residuals_.emplace_back(capacity * layer.stride);
  }
}

void Pass::add_first_layer(const Weights& weights, const Inputs& inputs, double* z) const {
  const LayerLayout& layer = weights.layout().layers().front();
  kernels::multiply_add(inputs.dense, inputs.rows, shape_.dense_count, weights.forward(0),
                        layer.stride, layer.padded_units, z, layer.stride);
  for (std::size_t f = 0; f < shape_.factor_levels.size(); ++f) {
    const std::uint32_t* codes = inputs.codes + f * inputs.code_stride;
    const double* levels = weights.forward(0) + weights.layout().factor_rows()[f] * layer.stride;
    for (std::size_t i = 0; i < inputs.rows; ++i) {
      if (codes[i] >= shape_.factor_levels[f]) continue;
      add(levels + codes[i] * layer.stride, layer.padded_units, z + i * layer.stride);
    }
  }
}

void Pass::note_overflow(std::size_t layer, std::size_t rows, const LayerLayout& layout) {
  const double* z = values_[layer].data();
  for (std::size_t i = 0; i < rows; ++i) {
    const double before = layer == 0 ? 0.0 : overflow_[i];
    overflow_[i] = before + zero_or_nan(z + i * layout.stride, layout.padded_units);
  }
}

void Pass::forward(const Weights& weights, const Inputs& inputs, const double* start,
                   double* predictor) {
  const std::vector<LayerLayout>& layers = weights.layout().layers();
  const std::size_t last = layers.size() - 1;
  for (std::size_t l = 0; l <= last; ++l) {
    const LayerLayout& layer = layers[l];
    double* z = values_[l].data();
    std::fill_n(z, inputs.rows * layer.stride, 0.0);
    if (l == 0) {
      add_first_layer(weights, inputs, z);
    } else {
      const double* biases = weights.forward(l);
      for (std::size_t i = 0; i < inputs.rows; ++i) {
        std::copy_n(biases, layer.units, z + i * layer.stride);
      }
      const LayerLayout& before = layers[l - 1];
      kernels::multiply_add({values_[l - 1].data(), before.stride, 1}, inputs.rows, before.units,
                            biases + layer.stride, layer.stride, layer.padded_units, z,
                            layer.stride);
    }
    if (l == last) break;
    if (!is_training_) note_overflow(l, inputs.rows, layer);
    activate(shape_.activation, z, inputs.rows * layer.stride, z,
             is_training_ ? slopes_[l].data() : nullptr);
  }
  const double* z = values_[last].data();
  const std::size_t stride = layers[last].stride;
  for (std::size_t i = 0; i < inputs.rows; ++i) predictor[i] = start[i] + z[i * stride];
  if (is_training_ || last == 0) return;
  for (std::size_t i = 0; i < inputs.rows; ++i) predictor[i] += overflow_[i];
}

void Pass::add_first_gradient(const Weights& weights, const Inputs& inputs, const double* residuals,
                              double* sums) const {
  const LayerLayout& layer = weights.layout().layers().front();
  const kernels::StridedMatrix transposed = {inputs.dense.data, inputs.dense.column_stride,
                                             inputs.dense.row_stride};
  kernels::multiply_add(transposed, shape_.dense_count, inputs.rows, residuals, layer.stride,
                        layer.padded_units, sums, layer.stride);
  for (std::size_t f = 0; f < shape_.factor_levels.size(); ++f) {
    const std::uint32_t* codes = inputs.codes + f * inputs.code_stride;
    double* levels = sums + weights.layout().factor_rows()[f] * layer.stride;
    for (std::size_t i = 0; i < inputs.rows; ++i) {
      if (codes[i] >= shape_.factor_levels[f]) continue;
      add(residuals + i * layer.stride, layer.padded_units, levels + codes[i] * layer.stride);
    }
  }
}

void Pass::backward(const Weights& weights, const Inputs& inputs, const double* residual,
                    double* sums) {
  const std::vector<LayerLayout>& layers = weights.layout().layers();
  const std::size_t last = layers.size() - 1;
  double* at_last = residuals_[last].data();
  for (std::size_t i = 0; i < inputs.rows; ++i) at_last[i * layers[last].stride] = residual[i];
  for (std::size_t l = last; l > 0; --l) {
    const LayerLayout& layer = layers[l];
    const LayerLayout& before = layers[l - 1];
    const double* here = residuals_[l].data();
    double* layer_sums = sums + layer.padded;
    for (std::size_t i = 0; i < inputs.rows; ++i) {
      add(here + i * layer.stride, layer.padded_units, layer_sums);
    }
    kernels::multiply_add({values_[l - 1].data(), 1, before.stride}, before.units, inputs.rows,
                          here, layer.stride, layer.padded_units, layer_sums + layer.stride,
                          layer.stride);
    double* back = residuals_[l - 1].data();
    std::fill_n(back, inputs.rows * before.stride, 0.0);
    kernels::multiply_add({here, layer.stride, 1}, inputs.rows, layer.units, weights.backward(l),
                          before.stride, before.padded_units, back, before.stride);
    kernels::multiply_by(slopes_[l - 1].data(), inputs.rows * before.stride, back);
  }
  add_first_gradient(weights, inputs, residuals_.front().data(), sums);
}

}  // namespace odds::network
