// SPDX-License-Identifier: Apache-2.0
//
// Forward and backward through the layers of a network, for a tile of rows.
//
//   forward    z_l = W_l'(1, a_{l-1}),   a_l = f(z_l)
//   backward   dL/dz_{l-1} = (W_l dL/dz_l) f'(z_{l-1}),   dL/dW_l = sum over rows (1, a_{l-1})
//   dL/dz_l'
//
// (Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors".)
// The loss begins the way back with dL/dz of the last unit, so no p(1 - p) is ever divided by.
// Cost a row: 2 operations a parameter forward, 4 backward.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "kernels/matrix_kernels.hpp"
#include "network/weights.hpp"

namespace odds::network {

// The design's inner columns of some rows.
struct Inputs {
  std::size_t rows = 0;                  // a multiple of 8, at most the capacity of the pass
  kernels::StridedMatrix dense;          // rows x dense_count
  const std::uint32_t* codes = nullptr;  // factor f, row i at codes[f * code_stride + i]; codes
                                         // beyond the factor's levels: none
  std::size_t code_stride = 0;
};

// The buffers of one worker.
class Pass {
 public:
  enum class Purpose { prediction, training };
  Pass(const Shape& shape, std::size_t capacity, Purpose purpose);

  // Sets predictor[i] = start[i] + z of the last unit, i < inputs.rows. In a pass for prediction it
  // is NaN where a hidden unit's z is not finite: a sum that overflowed must not pass for a unit at
  // its limit.
  void forward(const Weights& weights, const Inputs& inputs, const double* start,
               double* predictor);

  // After forward for the same weights and inputs, of a pass for training: adds the derivatives to
  // `sums` (padded layout, aligned to 64 bytes). residual[i] is dL/dz of the last unit in row i.
  void backward(const Weights& weights, const Inputs& inputs, const double* residual, double* sums);

  // f(z) and, for training, f'(z) of a hidden layer: row i, unit u at i * stride + u, stride that
  // of the layout.
  const double* values(std::size_t layer) const { return values_[layer].data(); }
  const double* slopes(std::size_t layer) const { return slopes_[layer].data(); }

 private:
  void note_overflow(std::size_t layer, std::size_t rows, const LayerLayout& layout);
  void add_first_layer(const Weights& weights, const Inputs& inputs, double* z) const;
  void add_first_gradient(const Weights& weights, const Inputs& inputs, const double* residuals,
                          double* sums) const;

  Shape shape_;
  bool is_training_;
  std::vector<base::AlignedVector<double>> values_;  // by layer; of the last one z
  std::vector<base::AlignedVector<double>> slopes_;
  std::vector<base::AlignedVector<double>> residuals_;  // dL/dz
  std::vector<double> overflow_;  // for prediction, by row: 0, or NaN after an overflow
};

}  // namespace odds::network
