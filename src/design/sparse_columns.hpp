// SPDX-License-Identifier: Apache-2.0
//
// Where the sparse columns of a design come from: the table, words hashed into columns, or both
// side by side. The table's own blocks are viewed; anything else is put together once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/table.hpp>

#include "design/roles.hpp"
#include "table/sparse_blocks.hpp"

namespace odds::design {

// Sparse columns of some rows, and what their numbers mean.
struct SparseColumns {
  std::vector<SparseSource> sources;
  std::size_t count = 0;
  std::uint64_t entries = 0;
  std::vector<SparseView> blocks;
  // By column: its number over all sources. Empty where they are the same.
  std::vector<std::uint32_t> numbers;

  std::shared_ptr<const void> pin;  // what the blocks live in

  std::uint32_t number(std::size_t column) const {
    return numbers.empty() ? static_cast<std::uint32_t>(column) : numbers[column];
  }
};

// The sources of a table and of the columns that `roles` says are hashed. Throws Error
// hash.numbers, hash.too_many_columns.
std::vector<SparseSource> sparse_sources(const Table& table, const Roles& roles,
                                         const DesignOptions& options);

SparseColumns make_sparse_columns(const Table& table, const Roles& roles,
                                  const DesignOptions& options, const RunOptions& run);

// The options for the columns that are not sparse: factors and bounds of sparse ones are left out.
// Throws Error{usage}: sparse.features, sparse.interaction.
DesignOptions without_sparse(const DesignOptions& options, const Table& table);

// "17", "text#17": the column's number over all sources to its name, and back.
std::optional<std::uint32_t> find_sparse_column(const std::vector<SparseSource>& sources,
                                                const std::string& name);

}  // namespace odds::design
