// SPDX-License-Identifier: Apache-2.0
#include "design/products.hpp"

#include <algorithm>
#include <array>

#include "design/tile.hpp"

namespace odds::design {

void encode_product(const RowSpan& first, const RowSpan& second, const ProductTransform& transform,
                    double* out) {
  std::array<double, tile_rows> other;
  encode_number(first, transform.first, out);
  encode_number(second, transform.second, other.data());
  for (std::size_t i = 0; i < first.count; ++i) {
    const double product = out[i] * other[i];
    out[i] = (product - transform.centre) * transform.scale;
  }
}

void keep_level(const RowSpan& rows, const LevelOfCode& level_of_code, std::uint32_t level,
                double* x) {
  std::array<std::uint32_t, tile_rows> position;
  encode_levels(rows, level_of_code, position.data());
  for (std::size_t i = 0; i < rows.count; ++i) x[i] = position[i] == level ? x[i] : 0.0;
}

void encode_cells(const RowSpan& first, const RowSpan& second, const CellCodes& codes,
                  std::uint32_t* out) {
  std::array<std::uint32_t, tile_rows> other;
  encode_levels(first, *codes.first, out);
  encode_levels(second, *codes.second, other.data());
  for (std::size_t i = 0; i < first.count; ++i) {
    const bool is_cell = out[i] != no_coefficient && other[i] != no_coefficient;
    out[i] = is_cell ? out[i] * static_cast<std::uint32_t>(codes.second_count) + other[i]
                     : no_coefficient;
  }
}

}  // namespace odds::design
