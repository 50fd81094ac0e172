// SPDX-License-Identifier: Apache-2.0
#include "network/layout.hpp"

namespace odds::network {
namespace {

constexpr std::size_t lanes = 8;

// Long rows get a cache line more than they need: rows a power of two apart would compete for the
// same lines of the first-level cache.
std::size_t stride_of(std::size_t padded_units) {
  constexpr std::size_t long_row = 64;
  return padded_units < long_row ? padded_units : padded_units + lanes;
}

}  // namespace

Layout::Layout(const Shape& shape) {
  std::size_t inputs = shape.dense_count;
  for (const std::size_t levels : shape.factor_levels) {
    factor_rows_.push_back(inputs);
    inputs += levels;
  }
  std::vector<std::size_t> units = shape.hidden;
  units.push_back(1);
  for (const std::size_t count : units) {
    LayerLayout layer;
    layer.inputs = inputs;
    layer.units = count;
    layer.padded_units = (count + lanes - 1) / lanes * lanes;
    layer.stride = stride_of(layer.padded_units);
    layer.flat = flat_size_;
    layer.padded = padded_size_;
    flat_size_ += layer.inputs * layer.units;
    padded_size_ += layer.inputs * layer.stride;
    layers_.push_back(layer);
    inputs = count + 1;
  }
}

}  // namespace odds::network
