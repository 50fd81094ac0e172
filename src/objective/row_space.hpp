// SPDX-License-Identifier: Apache-2.0
//
// A design with many more columns than rows, as ridge regression sees it: coefficients of the
// penalised columns are combinations of the rows,
//
//   theta = D^-1 X' alpha,   X theta = K alpha,   K = X D^-1 X'   (rows by rows),
//
// D the strengths of the penalty. X is gathered once, used rows one after another, and the work on
// it is cut by columns, so that it is parallel although there may be a single block of rows.
// K costs rows^2 columns operations, everything after it only rows^2 or rows columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "design/design.hpp"

namespace odds::objective {

class RowSpace {
 public:
  // `strengths` by inner column, those of the ridge penalty; 0: a free column.
  RowSpace(const design::Design& design, std::vector<double> strengths, unsigned workers);

  std::size_t rows() const { return table_rows_.size(); }
  // Rows of the table that are used, in order.
  const std::vector<std::size_t>& table_rows() const { return table_rows_; }
  // Inner columns without a penalty.
  const std::vector<std::size_t>& free_columns() const { return free_columns_; }

  // (rows, rows) row major, symmetric.
  std::vector<double> kernel() const;
  // (free columns, rows) row major.
  std::vector<double> free_values() const;
  // D^-1 X' alpha, by inner column; 0 at the free ones.
  std::vector<double> coefficients(const std::vector<double>& alpha) const;
  // X theta over all columns, by row.
  std::vector<double> predictors(const std::vector<double>& theta) const;

 private:
  void gather(const design::Design& design);
  std::size_t chunk_count() const { return stride_ / design::tile_rows; }

  unsigned workers_;
  std::vector<std::size_t> table_rows_;
  std::vector<std::size_t> free_columns_;
  std::size_t columns_;
  std::size_t stride_;                   // of a row: whole tiles
  base::AlignedVector<double> inverse_;  // D^-1; 0 at free columns and in the padding
  base::AlignedVector<double> values_;   // X
};

}  // namespace odds::objective
