// SPDX-License-Identifier: Apache-2.0
//
// Two columns of a block to one column of numbers or codes, for the design and for prediction
// alike.
//
//   number by number   (x1 pre1 * x2 pre2 - centre) scale    one rounding a sign; pre, scale:
//   powers
//                                                            of two
//   number by level    the number where the row is of the level, else 0
//   level by level     the coefficient's index of each pair of levels
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "design/encoder.hpp"

namespace odds::design {

// Each level's position, by code; the last entry is for missing_code. no_coefficient: none.
using LevelOfCode = std::vector<std::uint32_t>;

struct ProductTransform {
  NumberTransform first;  // without centre and scale
  NumberTransform second;
  double centre = 0.0;
  double scale = 1.0;
};

// `first` and `second` are the same rows.
void encode_product(const RowSpan& first, const RowSpan& second, const ProductTransform& transform,
                    double* out);

// Sets x[i] to 0 where the row is not of `level`, even where it is not a number.
void keep_level(const RowSpan& rows, const LevelOfCode& level_of_code, std::uint32_t level,
                double* x);

// A pair of columns with levels. Cell (i, j) is i * second_count + j.
struct CellCodes {
  const LevelOfCode* first = nullptr;
  const LevelOfCode* second = nullptr;
  std::size_t second_count = 0;
};

// The cell of each row; no_coefficient where one of the two has none.
void encode_cells(const RowSpan& first, const RowSpan& second, const CellCodes& codes,
                  std::uint32_t* out);

}  // namespace odds::design
