// SPDX-License-Identifier: Apache-2.0
//
// A design most of whose columns are sparse: those of a table, or words hashed into columns.
//
//   inner layout   [inner columns of the dense part, then the sparse columns]
//   sparse column  x~_j = x_j 2^k_j, never centred: a shift would fill it up
//
// The dense part is an ordinary design of the other columns: the ones, numbers and levels, and the
// response. k_j brings the largest |x_j| of the rows in use into (1/2, 1].
//
// Columns are numbered as in the table, source after source. Where far more are possible than occur
// (an index of 10^9 in a small file) only those that occur are kept, and table_column() says which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/table.hpp>

#include "design/design.hpp"

namespace odds::design {

class SparseDesign {
 public:
  // Throws Error for what Design refuses, and: sparse.interaction, sparse.features, hash.*. The
  // table must outlive the design.
  SparseDesign(const Table& table, const DesignOptions& options, const RunOptions& run);
  SparseDesign(SparseDesign&&) noexcept;
  SparseDesign& operator=(SparseDesign&&) noexcept;
  ~SparseDesign();

  // Response and dense columns. Removing terms from it renumbers the inner columns behind.
  const Design& dense() const;
  Design& dense();

  std::size_t sparse_count() const;
  std::size_t inner_count() const { return dense().inner_count() + sparse_count(); }
  std::uint64_t entry_count() const;

  // Blocks as in dense(). Values as given: x~ = x 2^exponents()[j]. Rows that are not in use have
  // entries, too: their weight is zero.
  std::uint64_t block_count() const { return dense().block_count(); }
  SparseView block(std::uint64_t block) const;

  // By sparse column, over the rows in use.
  std::span<const std::int16_t> exponents() const;
  std::span<const double> spreads() const;  // standard deviation, weighted by w f m, divisor W
  std::span<const std::uint32_t> counts() const;  // rows in use with an entry, at most 2^32 - 1

  // Of the penalty on a sparse column: f_j of DesignOptions::penalty_factors; all 1 where empty.
  // Its strength in inner units is l1 f_j 2^k_j (sd_j) and l2 f_j 4^k_j (sd_j^2), with
  // DesignOptions::standardize alone those in brackets.
  std::span<const double> factors() const;
  // DesignOptions::bounds on sparse columns, in the user's units; ascending, empty for most fits.
  struct Bound {
    std::size_t column;  // sparse
    CoefficientBounds bounds;
  };
  std::span<const Bound> bounds() const;

  // Names and numbers of the columns for the model.
  const std::vector<SparseSource>& sources() const;
  std::uint32_t table_column(std::size_t column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace odds::design
