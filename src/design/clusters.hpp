// SPDX-License-Identifier: Apache-2.0
//
// Groups of rows that depend on each other: equal values of one column, numbers or text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace odds::design {

struct Source;
struct RowSet;

struct Clusters {
  // 0, 1, ..., count - 1 in the natural order of the column's values; 0 for rows that are not used.
  std::vector<std::uint32_t> of_row;
  std::uint32_t count = 0;  // with a used row
};

// Throws Error{usage, "column.unknown_code"}. Requires: no used row lacks a value.
Clusters find_clusters(const Source& source, std::size_t column, const RowSet& rows);

}  // namespace odds::design
