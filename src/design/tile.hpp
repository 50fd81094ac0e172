// SPDX-License-Identifier: Apache-2.0
//
// A tile: the rows of a block that the kernels work on at once, small enough to stay in cache.
// Dense columns are contiguous, scaled and centred; a factor (categorical column) stays a list of
// level codes and is never expanded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"

namespace odds::design {

inline constexpr std::size_t tile_rows = 128;  // capacity; divides block_rows
// Distance between dense columns, in doubles: one cache line more than the rows, so that
// neighbouring columns do not compete for the same lines of the first-level cache.
inline constexpr std::size_t tile_stride = tile_rows + 8;
// Code of a row that has no coefficient in a factor: the reference level or a dropped one.
inline constexpr std::uint32_t no_coefficient = 0xFFFFFFFFU;

struct Tile {
  Tile(std::size_t dense_count, std::size_t factor_count)
      : dense(dense_count * tile_stride), codes(factor_count * tile_stride) {}

  std::size_t rows = 0;         // rows in use, at most tile_rows
  std::size_t padded_rows = 0;  // rows rounded up to a multiple of 8; the padding is all zeros

  base::AlignedVector<double> dense;  // column j starts at j * tile_stride
  std::vector<std::uint32_t> codes;   // factor f starts at f * tile_stride; index of the level's
                                      // coefficient within the factor, or no_coefficient
  // Of each row. A row that is not used has weight 0, finite zeros elsewhere, and no codes.
  base::AlignedVector<double> weight = base::AlignedVector<double>(tile_stride);  // w f
  base::AlignedVector<double> trials = base::AlignedVector<double>(tile_stride);  // m
  // s; of several classes the row's, 0 ... count - 1.
  base::AlignedVector<double> successes = base::AlignedVector<double>(tile_stride);
  base::AlignedVector<double> offset = base::AlignedVector<double>(tile_stride);

  double* column(std::size_t j) { return dense.data() + j * tile_stride; }
  const double* column(std::size_t j) const { return dense.data() + j * tile_stride; }
  std::uint32_t* factor(std::size_t f) { return codes.data() + f * tile_stride; }
  const std::uint32_t* factor(std::size_t f) const { return codes.data() + f * tile_stride; }
};

}  // namespace odds::design
