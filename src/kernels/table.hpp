// SPDX-License-Identifier: Apache-2.0
//
// The kernels of one target, as function pointers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/class_kernels.hpp"
#include "kernels/column_kernels.hpp"
#include "kernels/matrix_kernels.hpp"
#include "kernels/sparse_kernels.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::kernels {

struct KernelTable {
  using Map = void (*)(const double* z, double* out, std::size_t count);
  Map sigma;
  Map log_sigma;
  Map softplus;
  Map sigma_derivative;
  decltype(&linear_predictor) predict;
  decltype(&logistic_loss) loss;
  decltype(&logistic_losses) losses;
  decltype(&transposed_product) transpose;
  decltype(&weighted_gram) gram;
  decltype(&solve_lower_rows) solve;
  decltype(&scale_column) scale;
  decltype(&summarise_column) summarise;
  decltype(&subtract_multiple) subtract;
  decltype(&add_rows) scatter;
  decltype(&multiply_add) product;
  decltype(&activate_logistic) logistic_units;
  decltype(&activate_tanh) tanh_units;
  decltype(&activate_relu) relu_units;
  decltype(&multiply_by) scale_each;
  decltype(&softmax_loss) class_loss;
  decltype(&softmax) class_probabilities;
  decltype(&class_logits) logits;
  decltype(&sparse_predictor) sparse_predict;
  decltype(&sparse_transpose) sparse_scatter;
  decltype(&sparse_squares) sparse_square;
  decltype(&sparse_predictors) sparse_predict_wide;
  decltype(&sparse_transposes) sparse_transpose_wide;
  decltype(&sparse_gram) sparse_outer;
};

// The table compiled for a Highway target, or null. Whether the machine can run it is not asked.
const KernelTable* table_for(std::int64_t target);

// The table in use. Throws Error{usage, "usage.kernels"} when ODDS_KERNELS names an absent target.
const KernelTable& kernels();

}  // namespace odds::kernels
