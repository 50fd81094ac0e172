// SPDX-License-Identifier: Apache-2.0
//
// The inner columns of a design as a matrix X (rows by columns), wherever its values lie: dense in
// the blocks of a table, or sparse. What methods need that know products with X alone.
//
//   Z = X Theta,   R = f(Z) row by row,   G = X'R
//
// Theta has `width` columns: classes, folds or penalties that share one read of X. Inner columns
// are scaled and centred as design.hpp says, column 0 the ones where there are any. Every sum over
// rows is a sum over blocks in the aligned tree: the same bits for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace odds::objective {

class Features {
 public:
  virtual ~Features() = default;

  // Rows of the table, also those that are not used (their weight is zero).
  virtual std::size_t row_count() const = 0;
  virtual std::size_t column_count() const = 0;

  // Turns the predictors of rows [first, first + count), `width` doubles a row, into residuals in
  // place, and adds to `sums`. Runs for many tiles at once.
  using RowStep =
      std::function<void(std::size_t first, std::size_t count, double* predictors, double* sums)>;

  // One read of X. Z of the columns listed, theta[k * width + c] the coefficient of column
  // predictor_columns[k] (width 1 or a multiple of 8, theta aligned to 64 bytes); then
  // gradient[k * width + c] = sum_i x_(i, gradient_columns[k]) r_ic. sums[0 ... sum_count) are set
  // to the totals of what `step` adds. Without gradient_columns there is no product with R.
  virtual void pass(std::span<const std::uint32_t> predictor_columns, const double* theta,
                    std::size_t width, const RowStep& step, std::size_t sum_count, double* sums,
                    std::span<const std::uint32_t> gradient_columns, double* gradient) const = 0;

  // gram[a * stride + b] = sum_i weight[i] x_(i, columns[a]) x_(i, columns[b]) for a <= b; `weight`
  // by row of the table.
  virtual void gram(std::span<const std::uint32_t> columns, const double* weight, double* gram,
                    std::size_t stride) const = 0;

  // sums[j] = sum_i weight[i] x_ij^2 for every column.
  virtual void square_sums(const double* weight, double* sums) const = 0;

  // Stored entries of each column: what a product with it costs.
  virtual std::vector<double> entry_counts() const {
    return std::vector<double>(column_count(), static_cast<double>(row_count()));
  }
};

}  // namespace odds::objective
