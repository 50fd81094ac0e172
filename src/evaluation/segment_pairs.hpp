// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows by two columns at once. On the data of a fit every level of a category comes out
// as expected, since the estimates make it so; two columns together do not, where the effect of one
// depends on the other. Only cells with a binomial variance of at least 4 are compared, where z is
// near enough to normal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <odds/evaluation.hpp>

#include "design/tile.hpp"

namespace odds::evaluation {

inline constexpr std::size_t most_pair_columns = 6;  // the strongest
inline constexpr std::size_t most_pair_groups = 12;  // of a column, missing values included
inline constexpr std::size_t most_pairs_shown = 12;  // those with the largest |z|

// The group of each row of a tile in one column.
using GroupIndices = std::array<std::uint32_t, design::tile_rows>;

class SegmentPairs {
 public:
  SegmentPairs() = default;
  // By column: the number of its groups.
  explicit SegmentPairs(std::vector<std::size_t> groups);

  std::size_t columns() const { return groups_.size(); }
  std::size_t cells() const { return cells_; }
  // `rows` and `sums` as in Segments, `sums` of cells(); `groups` by column.
  void add(const double* rows, std::span<const GroupIndices> groups, std::size_t count,
           double* sums) const;
  // place[k][g]: where group g of column k is in Diagnostics::segments; empty where the column has
  // no segments. Fills segment_pairs and segment_pairs_compared.
  void fill(const double* sums, const std::vector<std::vector<std::size_t>>& place,
            Diagnostics& diagnostics) const;

 private:
  struct Pair {
    std::size_t a = 0, b = 0;  // columns
    std::size_t first = 0;     // its first cell
  };
  std::vector<std::size_t> groups_;
  std::vector<Pair> pairs_;
  std::size_t cells_ = 0;
};

}  // namespace odds::evaluation
