// SPDX-License-Identifier: Apache-2.0
#include "design/clusters.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "design/row_errors.hpp"
#include "design/rows.hpp"
#include "design/tile.hpp"

namespace odds::design {
namespace {

// Calls f(row, value) for every used row; load(view, begin, count, out) reads the values.
template <class Value, class Load, class F>
void for_used_rows(const Source& source, const RowSet& rows, const Load& load, const F& f) {
  std::array<Value, tile_rows> values;
  for (std::uint64_t block = 0; block < source.block_count(); ++block) {
    const BlockView& view = source.blocks[block];
    const std::uint8_t* status = rows.block_status(block);
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      load(view, begin, count, values.data());
      for (std::size_t i = 0; i < count; ++i) {
        if ((status[begin + i] & row_used) != 0) f(block * block_rows + begin + i, values[i]);
      }
    }
  }
}

Clusters of_numbers(const Source& source, std::size_t column, const RowSet& rows) {
  const auto load = [column](const BlockView& view, std::size_t begin, std::size_t count,
                             double* out) { view.load_numbers(column, begin, count, out); };
  std::vector<double> values;
  for_used_rows<double>(source, rows, load, [&](std::uint64_t, double value) {
    if (values.empty() || values.back() != value) values.push_back(value);
  });
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  Clusters clusters;
  clusters.count = static_cast<std::uint32_t>(values.size());
  clusters.of_row.assign(source.row_count, 0);
  for_used_rows<double>(source, rows, load, [&](std::uint64_t row, double value) {
    const auto place = std::lower_bound(values.begin(), values.end(), value);
    clusters.of_row[row] = static_cast<std::uint32_t>(place - values.begin());
  });
  return clusters;
}

Clusters of_codes(const Source& source, std::size_t column, const RowSet& rows) {
  const auto load = [column](const BlockView& view, std::size_t begin, std::size_t count,
                             std::uint32_t* out) { view.load_codes(column, begin, count, out); };
  constexpr std::uint32_t unseen = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> number(source.columns[column].levels.size(), unseen);
  for_used_rows<std::uint32_t>(source, rows, load, [&](std::uint64_t row, std::uint32_t code) {
    if (code >= number.size()) throw unknown_code(source.columns[column].name, row);
    number[code] = 0;
  });
  Clusters clusters;
  for (std::uint32_t& level : number) {
    if (level != unseen) level = clusters.count++;
  }
  clusters.of_row.assign(source.row_count, 0);
  for_used_rows<std::uint32_t>(source, rows, load, [&](std::uint64_t row, std::uint32_t code) {
    clusters.of_row[row] = number[code];
  });
  return clusters;
}

}  // namespace

Clusters find_clusters(const Source& source, std::size_t column, const RowSet& rows) {
  return source.columns[column].kind == ColumnKind::number ? of_numbers(source, column, rows)
                                                           : of_codes(source, column, rows);
}

}  // namespace odds::design
