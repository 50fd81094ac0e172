// SPDX-License-Identifier: Apache-2.0
#include "design/encoder.hpp"

#include <algorithm>
#include <array>

#include "design/tile.hpp"
#include "kernels/column_kernels.hpp"

namespace odds::design {
namespace {

// The values themselves where they lie side by side, else a copy in `scratch`.
const double* numbers(const RowSpan& rows, double* scratch) {
  const ColumnView& column = rows.view->columns[rows.column];
  if (column.stride == sizeof(double) && column.type == ElementType::float64) {
    return static_cast<const double*>(column.data) + rows.begin;
  }
  rows.view->load_numbers(rows.column, rows.begin, rows.count, scratch);
  return scratch;
}

}  // namespace

void encode_number(const RowSpan& rows, const NumberTransform& transform, double* out) {
  std::array<double, tile_rows> scratch;
  const double* x = numbers(rows, scratch.data());
  if (transform.fills) {
    for (std::size_t i = 0; i < rows.count; ++i) out[i] = x[i] == x[i] ? x[i] : transform.fill;
    x = out;
  }
  kernels::scale_column(x, rows.count, {transform.pre, transform.centre, transform.scale}, out);
}

void encode_missing_number(const RowSpan& rows, double* out) {
  std::array<double, tile_rows> scratch;
  const double* x = numbers(rows, scratch.data());
  for (std::size_t i = 0; i < rows.count; ++i) out[i] = x[i] == x[i] ? 0.0 : 1.0;
}

void encode_code(const RowSpan& rows, std::uint32_t code, double* out) {
  std::array<std::uint32_t, tile_rows> codes;
  rows.view->load_codes(rows.column, rows.begin, rows.count, codes.data());
  for (std::size_t i = 0; i < rows.count; ++i) out[i] = codes[i] == code ? 1.0 : 0.0;
}

void encode_levels(const RowSpan& rows, const std::vector<std::uint32_t>& coefficient_of_code,
                   std::uint32_t* out) {
  rows.view->load_codes(rows.column, rows.begin, rows.count, out);
  const auto last = static_cast<std::uint32_t>(coefficient_of_code.size() - 1);
  for (std::size_t i = 0; i < rows.count; ++i) {
    out[i] = coefficient_of_code[std::min(out[i], last)];
  }
}

}  // namespace odds::design
