// SPDX-License-Identifier: Apache-2.0
//
// Features whose columns are mostly zero: rows of (index, value) as the blocks of a table hold
// them, behind a column of ones and a few dense columns.
//
//   inner columns   ones (where there are any), dense front, sparse columns;   x~_j = x_j 2^k_j
//
// The powers of two are folded into Theta and the gradient, so the stored entries are read as they
// are. Z gathers coefficients, X'R adds to a private gradient of each leaf of the aligned tree,
// while a tile of rows stays in the second-level cache: one read of the entries a pass, and no
// transposed copy. Cost of a pass: 2 operations an entry for each right-hand side and product, and
// merging about 64 gradients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <odds/table.hpp>

#include "base/aligned.hpp"
#include "kernels/sparse_kernels.hpp"
#include "objective/features.hpp"

namespace odds::objective {

struct SparseMatrix {
  struct Block {
    std::size_t rows = 0;  // block_rows in each but the last
    SparseView entries;    // starts[0] may be above 0
  };
  std::vector<Block> blocks;
  std::size_t sparse_count = 0;
  bool has_ones = false;
  // Dense columns, column by column, dense_stride doubles apart: the rows rounded up to a multiple
  // of 8, padded with finite values. Empty where there are none.
  base::AlignedVector<double> dense;
  std::size_t dense_count = 0;
  std::size_t dense_stride = 0;
  std::vector<std::int32_t> exponents;  // k_j by inner column; empty: all 0
  std::shared_ptr<const void> pin;      // what the entries live in
};

class SparseFeatures final : public Features {
 public:
  SparseFeatures(SparseMatrix matrix, unsigned workers);

  std::size_t row_count() const override { return row_count_; }
  std::size_t column_count() const override { return front_count() + matrix_.sparse_count; }
  // The columns in front of the sparse ones.
  std::size_t front_count() const {
    return matrix_.dense_count + static_cast<std::size_t>(matrix_.has_ones);
  }
  std::size_t entry_count() const { return entry_count_; }

  void pass(std::span<const std::uint32_t> predictor_columns, const double* theta,
            std::size_t width, const RowStep& step, std::size_t sum_count, double* sums,
            std::span<const std::uint32_t> gradient_columns, double* gradient) const override;
  void gram(std::span<const std::uint32_t> columns, const double* weight, double* gram,
            std::size_t stride) const override;
  void square_sums(const double* weight, double* sums) const override;

  std::vector<double> entry_counts() const override;

  // The columns listed (rising) alone, as a copy of its own: 12 bytes an entry, 4 where every value
  // is 1.
  SparseFeatures narrow(std::span<const std::uint32_t> columns) const;

  // The rows of every stride-th block alone, as a view; `blocks` is set to which they are.
  SparseFeatures sample(std::size_t stride, std::vector<std::size_t>& blocks) const;
  std::size_t block_count() const { return matrix_.blocks.size(); }

 private:
  struct Piece;  // rows that one step of a sum takes
  struct Sums;
  struct Request;
  struct Selection;
  struct Selected;

  std::uint64_t piece_count() const;
  void select(const Piece& piece, const Selection& selection, const double* weight,
              Selected& selected) const;
  Piece piece(std::uint64_t index) const;
  kernels::SparseRows rows_of(const Piece& piece, std::size_t begin, std::size_t count) const;
  unsigned workers_for(std::size_t products) const;
  double scale(std::size_t column) const;
  void predict(const Piece& piece, std::size_t begin, std::size_t count, const Request& request,
               double* predictors) const;
  void transpose(const Piece& piece, std::size_t begin, std::size_t count, const Request& request,
                 const double* residuals, double* gradient) const;
  void write_gradient(const Sums& totals, const Request& request,
                      std::span<const std::uint32_t> columns, double* gradient) const;

  SparseMatrix matrix_;
  unsigned workers_;
  std::size_t row_count_ = 0;
  std::size_t entry_count_ = 0;
};

}  // namespace odds::objective
