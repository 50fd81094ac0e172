// SPDX-License-Identifier: Apache-2.0
//
// The owner's side of a table.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <odds/table.hpp>

namespace odds {

struct Table::Storage {
  virtual ~Storage() = default;
  // Views one block; `pin` is filled by Table::block.
  virtual BlockView view(std::uint64_t block) const = 0;
  // Asked only where sparse.columns is not 0.
  virtual SparseView sparse_view(std::uint64_t) const { return {}; }

  std::vector<ColumnInfo> columns;
  SparseInfo sparse;
  std::uint64_t rows = 0;

 protected:
  BlockView empty_view(std::uint64_t block) const;
};

}  // namespace odds

namespace odds::table {

// Bytes of one value.
std::size_t element_bytes(ElementType type);

// Columns that are arrays of the caller.
struct ArrayStorage final : Table::Storage {
  BlockView view(std::uint64_t block) const override;
  // Throws Error{usage, "table.length"} when it has another length than the columns before.
  void add(ColumnInfo info, ColumnView values, std::uint64_t length);
  // Throws Error{usage, "table.sparse"}, "table.length".
  void add_sparse(std::span<const std::uint64_t> starts, std::span<const std::uint32_t> indices,
                  std::span<const double> values, std::uint64_t column_count);
  SparseView sparse_view(std::uint64_t block) const override;

  std::vector<ColumnView> arrays;

 private:
  void set_rows(const std::string& what, std::uint64_t length);

  bool has_rows_ = false;
  bool has_sparse_ = false;
  std::vector<std::uint64_t> block_entries_;  // of each block, the first entry
  std::vector<std::uint32_t> row_starts_;     // of each block, its rows + 1 starts from 0
  const std::uint32_t* indices_ = nullptr;
  const double* values_ = nullptr;
};

}  // namespace odds::table
