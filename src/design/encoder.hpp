// SPDX-License-Identifier: Apache-2.0
//
// One column of a block to numbers, for the design and for prediction alike.
//
//   number      (x pre - centre) scale      pre, scale: powers of two
//   boolean     1 where the value is true
//   indicator   1 where the value is missing
//   levels      the coefficient's index of each level code
//
// Only exactly rounded operations, one per sign above: the same bits on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <odds/table.hpp>

namespace odds::design {

struct NumberTransform {
  double pre = 1.0;
  double centre = 0.0;  // of x pre
  double scale = 1.0;
  bool fills = false;  // a missing x is read as `fill`
  double fill = 0.0;
};

inline constexpr std::uint32_t true_code = 1;  // booleans have the levels {"false", "true"}

// The rows to encode. Requires: count <= tile_rows.
struct RowSpan {
  const BlockView* view = nullptr;
  std::size_t column = 0;
  std::size_t begin = 0;
  std::size_t count = 0;
};

// A missing value that no fill stands for comes out as NaN.
void encode_number(const RowSpan& rows, const NumberTransform& transform, double* out);
void encode_missing_number(const RowSpan& rows, double* out);

// 1 where the code is `code`, else 0.
void encode_code(const RowSpan& rows, std::uint32_t code, double* out);

// out[i] = coefficient_of_code[code]. The vector has one entry more than there are levels: the last
// is for missing_code.
void encode_levels(const RowSpan& rows, const std::vector<std::uint32_t>& coefficient_of_code,
                   std::uint32_t* out);

}  // namespace odds::design
