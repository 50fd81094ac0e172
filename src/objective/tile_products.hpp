// SPDX-License-Identifier: Apache-2.0
//
// A tile's share in Z = X Theta and G = X'R, for one right-hand side or a multiple of eight.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/matrix_kernels.hpp"
#include "kernels/tile_kernels.hpp"

namespace odds::objective {

// Columns that lie side by side.
inline bool is_run(std::span<const std::uint32_t> columns) {
  for (std::size_t k = 1; k < columns.size(); ++k) {
    if (columns[k] != columns[0] + k) return false;
  }
  return true;
}

// predictors(i, c) = sum_k x_ik theta(k, c)
inline void set_predictors(const kernels::DenseTile& x, const double* theta, std::size_t width,
                           double* predictors) {
  std::fill_n(predictors, x.rows * width, 0.0);
  if (width == 1) {
    kernels::linear_predictor(x, theta, predictors, predictors);
  } else if (x.column_count != 0) {
    kernels::multiply_add({x.columns, 1, x.stride}, x.rows, x.column_count, theta, width, width,
                          predictors, width);
  }
}

// sums(j, c) += sum_i x_ij residuals(i, c)
inline void add_products(const kernels::DenseTile& x, const double* residuals, std::size_t width,
                         double* sums) {
  if (width == 1) {
    kernels::transposed_product(x, residuals, sums);
  } else if (x.column_count != 0) {
    kernels::multiply_add({x.columns, x.stride, 1}, x.column_count, x.rows, residuals, width, width,
                          sums, width);
  }
}

}  // namespace odds::objective
