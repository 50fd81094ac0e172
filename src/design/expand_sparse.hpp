// SPDX-License-Identifier: Apache-2.0
//
// Sparse columns as ordinary columns of numbers, zeros and all: where they are few, everything that
// is known of dense columns (standard errors, separation, collinearity) is to be had.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <odds/base.hpp>
#include <odds/table.hpp>

namespace odds::design {

// The table's sparse columns that occur in some row, rising; nothing where there are more than
// `most`.
std::optional<std::vector<std::uint32_t>> occurring_columns(const Table& table, std::size_t most);

// Bytes that the columns take as numbers.
std::uint64_t expanded_bytes(const Table& table, std::size_t columns);

// The columns of `table` and behind them its sparse columns `columns` (rising), named by their
// indices.
Table expand_sparse(const Table& table, const std::vector<std::uint32_t>& columns,
                    const RunOptions& run);

}  // namespace odds::design
