// SPDX-License-Identifier: Apache-2.0
//
// The owner's side of a table.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <odds/table.hpp>

namespace odds {

struct Table::Storage {
  virtual ~Storage() = default;
  // Views one block; `pin` is filled by Table::block.
  virtual BlockView view(std::uint64_t block) const = 0;

  std::vector<ColumnInfo> columns;
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

  std::vector<ColumnView> arrays;
};

}  // namespace odds::table
