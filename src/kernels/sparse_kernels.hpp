// SPDX-License-Identifier: Apache-2.0
//
// Products of sparse rows. Row i has the entries [starts[i], starts[i + 1]) of `indices` and
// `values`; the indices of a row are different. Sums over the entries of a row run in eight lanes
// (lanes-inl.h), sums over rows in their order: the same bits on every target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace odds::kernels {

struct SparseRows {
  const std::uint32_t* starts = nullptr;
  const std::uint32_t* indices = nullptr;
  const double* values = nullptr;  // null: every value is 1
  std::size_t rows = 0;
};

// predictor[i] += sum_k values[k] coefficients[indices[k]]
void sparse_predictor(const SparseRows& rows, const double* coefficients, double* predictor);

// sums[indices[k]] += values[k] row_values[i]
void sparse_transpose(const SparseRows& rows, const double* row_values, double* sums);

// sums[indices[k]] += values[k]^2 row_values[i]
void sparse_squares(const SparseRows& rows, const double* row_values, double* sums);

// The same two products for `width` right-hand sides, a multiple of 8:
//   predictors[i * width + c] += sum_k values[k] coefficients[indices[k] * width + c]
//   sums[indices[k] * width + c] += values[k] row_values[i * width + c]
// Requires: all of them aligned to 64 bytes.
void sparse_predictors(const SparseRows& rows, std::size_t width, const double* coefficients,
                       double* predictors);
void sparse_transposes(const SparseRows& rows, std::size_t width, const double* row_values,
                       double* sums);

// gram[indices[k] * stride + indices[l]] += weight[i] values[k] values[l] for k <= l of a row,
// where the indices of a row rise.
void sparse_gram(const SparseRows& rows, const double* weight, double* gram, std::size_t stride);

}  // namespace odds::kernels
