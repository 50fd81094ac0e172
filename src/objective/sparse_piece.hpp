// SPDX-License-Identifier: Apache-2.0
//
// The rows that one step of a sum over sparse rows takes: a part of a block, so that there are
// leaves enough for the threads where rows are few.
#pragma once

#include <cstddef>

#include "objective/sparse_features.hpp"

namespace odds::objective {

inline constexpr std::size_t piece_rows = 1024;  // divides block_rows

struct SparseFeatures::Piece {
  std::size_t first_row = 0;
  std::size_t rows = 0;
  SparseView entries;  // `starts` at the piece's first row
};

}  // namespace odds::objective
