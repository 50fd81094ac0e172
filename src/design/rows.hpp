// SPDX-License-Identifier: Apache-2.0
//
// Which rows of a table are used, one byte a row.
//
//   skipped   w = 0, f = 0 or m = 0: as if the row were not there
//   dropped   a value is missing and the policy is `drop`
//   refused   w or f negative, not finite, or f, s, m not whole; s > m; an infinite offset;
//             missing values under `error`; a missing target, weight, offset, trials or cluster
//             otherwise
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/table.hpp>

#include "design/roles.hpp"

namespace odds::design {

// The blocks of a table, taken once.
struct Source {
  explicit Source(const Table& table);

  std::vector<ColumnInfo> columns;
  std::vector<BlockView> blocks;
  std::uint64_t row_count = 0;

  std::uint64_t block_count() const { return blocks.size(); }
};

inline constexpr std::uint8_t row_used = 1;
inline constexpr std::uint8_t row_event = 2;

struct RowSet {
  std::vector<std::uint8_t> status;    // of each row: row_used | row_event
  std::vector<std::uint8_t> complete;  // of each block: whether all its rows are used
  std::uint64_t used = 0;
  std::uint64_t zero_weight = 0;  // skipped
  std::uint64_t dropped = 0;      // for missing values
  // Columns with missing values in rows that are not skipped, and in how many rows.
  std::vector<std::pair<std::size_t, std::uint64_t>> missing;

  const std::uint8_t* block_status(std::uint64_t block) const {
    return status.data() + block * block_rows;
  }
};

// Throws Error: weight.*, target.*, column.missing, column.not_finite, column.not_numbers,
// design.no_rows, design.no_rows_left.
RowSet find_rows(const Source& source, const Roles& roles, const DesignOptions& options,
                 const RunOptions& run);

// The same of one row (0-based) alone, whatever the others hold: their status is 0. Throws
// weight.*, target.*, column.missing, column.not_finite, column.not_numbers.
RowSet find_row(const Source& source, const Roles& roles, const DesignOptions& options,
                std::uint64_t row);

// Shortest text that reads back as the same number.
std::string number_text(double value);

}  // namespace odds::design
