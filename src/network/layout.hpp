// SPDX-License-Identifier: Apache-2.0
//
// The shape of a network and where its parameters lie.
//
//   a_0 = x,   z_l = W_l'(1, a_{l-1}),   a_l = f(z_l),   z = last layer's one unit (+ offset)
//
// Layer l is a matrix of inputs x units, input by input. Its first row are the biases; in the first
// layer the rows are the inner columns of the design, whose ones serve as bias. Parameters exist in
// two layouts: flat, as solvers see them, layer after layer without gaps; and padded, as kernels
// see them, each row of a layer filled up with zeros to a multiple of 8.
#pragma once

#include <cstddef>
#include <vector>

#include <odds/network.hpp>

namespace odds::network {

inline constexpr std::size_t most_layers = 64;              // hidden ones
inline constexpr std::size_t most_units = 100'000;          // of all hidden layers
inline constexpr std::size_t most_parameters = 10'000'000;  // what a model file has room for

struct Shape {
  std::size_t dense_count = 0;             // dense inner columns of the design
  std::vector<std::size_t> factor_levels;  // coefficients of each factor
  std::vector<std::size_t> hidden;         // units by layer; empty: one logistic unit
  Activation activation = Activation::logistic;
};

struct LayerLayout {
  std::size_t inputs = 0;  // rows, the biases' included
  std::size_t units = 0;
  std::size_t padded_units = 0;  // a multiple of 8
  std::size_t stride = 0;        // from row to row of the padded layout, also of z and a
  std::size_t flat = 0;          // where the layer starts
  std::size_t padded = 0;
};

class Layout {
 public:
  explicit Layout(const Shape& shape);

  const std::vector<LayerLayout>& layers() const { return layers_; }
  std::size_t flat_size() const { return flat_size_; }
  std::size_t padded_size() const { return padded_size_; }
  // Row of the first layer where each factor's levels begin.
  const std::vector<std::size_t>& factor_rows() const { return factor_rows_; }

  // Index of a parameter in the flat layout.
  std::size_t flat_index(std::size_t layer, std::size_t input, std::size_t unit) const {
    const LayerLayout& l = layers_[layer];
    return l.flat + input * l.units + unit;
  }

 private:
  std::vector<LayerLayout> layers_;
  std::vector<std::size_t> factor_rows_;
  std::size_t flat_size_ = 0;
  std::size_t padded_size_ = 0;
};

}  // namespace odds::network
