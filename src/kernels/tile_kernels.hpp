// SPDX-License-Identifier: Apache-2.0
//
// The products of one tile of rows. A tile has P dense columns of `rows` doubles each, `rows` a
// multiple of 8 and at most 256; column j starts at columns + j * stride. Padding rows have weight
// 0 and finite values. Each function runs over the rows in eight lanes and folds them in one
// written order (lanes-inl.h), so results have the same bits on every target. `ahead`, where not
// null, is memory to ask for on the way.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/look_ahead.hpp"

namespace odds::kernels {

struct DenseTile {
  const double* columns = nullptr;
  std::size_t stride = 0;
  std::size_t column_count = 0;
  std::size_t rows = 0;
};

// The rows' side of the likelihood, `rows` doubles each.
struct ResponseTile {
  const double* weight = nullptr;     // w f >= 0
  const double* trials = nullptr;     // m
  const double* successes = nullptr;  // s, 0 <= s <= m
};

// predictor[i] = start[i] + sum_j coefficients[j] x_ij, added in the order of j.
void linear_predictor(const DenseTile& tile, const double* coefficients, const double* start,
                      double* predictor, LookAhead* ahead = nullptr);

// Returns the rows' negative log-likelihood
//   sum_i w_i [ s_i softplus(-z_i) + (m_i - s_i) softplus(z_i) ]
// and writes, where not null, its derivatives by z_i:
//   residual[i]  = w_i [ (m_i - s_i) sigma(z_i) - s_i sigma(-z_i) ]
//   curvature[i] = w_i m_i sigma(z_i) sigma(-z_i)
double logistic_loss(const ResponseTile& response, std::size_t rows, const double* predictor,
                     double* residual, double* curvature, LookAhead* ahead = nullptr);

// Which problems a row belongs to: masks[of_row[i] * width + c] is 1 or 0.
struct RowMasks {
  const double* masks = nullptr;
  const std::uint32_t* of_row = nullptr;
};

// Predictors at some other point, and by problem how far a row's predictor is from there, at most.
struct RowReference {
  const double* predictors = nullptr;
  double* farthest = nullptr;  // raised
};

// The same for `width` problems side by side, a multiple of 8, whose predictors (rows, width) lack
// the offset and are replaced by the residuals: weight w times the row's mask.
//   sums[c] += the loss
// Any number of rows.
void logistic_losses(const ResponseTile& response, const double* offset, const RowMasks& masks,
                     const RowReference& reference, std::size_t rows, std::size_t width,
                     double* predictors, double* sums);

// sums[j] += sum_i row_values[i] x_ij
void transposed_product(const DenseTile& tile, const double* row_values, double* sums,
                        LookAhead* ahead = nullptr);

// gram[j * gram_stride + k] += sum_i weight[i] x_ij x_ik for j <= k.
void weighted_gram(const DenseTile& tile, const double* weight, double* gram,
                   std::size_t gram_stride, LookAhead* ahead = nullptr);

// Replaces each row x by L^-1 x, where L is lower triangular (column_count^2, row major, its rows
// lower_stride apart), in place.
void solve_lower_rows(double* columns, std::size_t stride, std::size_t column_count,
                      std::size_t rows, const double* lower, std::size_t lower_stride);

}  // namespace odds::kernels
