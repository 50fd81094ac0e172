// SPDX-License-Identifier: Apache-2.0
//
// Which part of a design an objective looks at, and in which coordinates.
//
//   A row x of the inner design becomes   L^-1 x[columns]
//
// The default view is the whole design as it is. A basis L makes nearly collinear columns
// orthogonal (CholeskyQR); a choice of columns and excluded rows gives the limit of a separated
// fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

namespace odds::objective {

struct View {
  bool uses_all_columns = true;
  std::vector<std::size_t> columns;  // inner columns in use where uses_all_columns is false
  std::vector<double> basis;         // lower triangular L, row major; empty: the identity
  // Every block_stride-th block of rows alone: a sample spread over the table.
  std::uint64_t block_stride = 1;
  // One flag a row of the table, block after block; null: every row is in.
  std::shared_ptr<const std::vector<std::uint8_t>> excluded_rows;

  std::size_t column_count(std::size_t inner_count) const {
    return uses_all_columns ? inner_count : columns.size();
  }
  // Columns are taken from the tile one by one, factors expanded.
  bool needs_expansion() const { return !uses_all_columns || !basis.empty(); }
};

}  // namespace odds::objective
