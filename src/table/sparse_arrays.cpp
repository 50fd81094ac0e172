// SPDX-License-Identifier: Apache-2.0
//
// Sparse columns that are arrays of the caller: checked once, then viewed. Only the starts of the
// rows are copied, counted from the start of their block.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <odds/base.hpp>

#include "table/storage.hpp"

namespace odds::table {
namespace {

// The largest number of columns: an index and one more fit into 31 bits.
constexpr std::uint64_t most_columns = std::numeric_limits<std::int32_t>::max();

[[noreturn]] void refuse(const std::string& message, std::uint64_t row = 0) {
  Where where;
  where.row = row;
  throw Error(Fault::usage, "table.sparse", message, {}, where);
}

void check_shape(std::span<const std::uint64_t> starts, std::size_t indices, std::size_t values,
                 std::uint64_t column_count) {
  if (starts.empty() || starts.front() != 0 || starts.back() != indices) {
    refuse("the starts of sparse rows must begin with 0 and end with the number of indices, " +
           std::to_string(indices) + ".");
  }
  if (values != 0 && values != indices) {
    refuse("sparse columns have " + std::to_string(indices) + " indices and " +
           std::to_string(values) + " values.");
  }
  if (column_count > most_columns) {
    refuse("there may be " + std::to_string(most_columns) + " sparse columns at most.");
  }
}

void check_row(std::span<const std::uint32_t> indices, std::uint64_t column_count,
               std::uint64_t row) {
  for (std::size_t k = 0; k < indices.size(); ++k) {
    if (indices[k] >= column_count) {
      refuse("row " + std::to_string(row) + " has the sparse column " + std::to_string(indices[k]) +
                 ", and there are " + std::to_string(column_count) + ".",
             row);
    }
    if (k != 0 && indices[k] <= indices[k - 1]) {
      refuse("the sparse columns of row " + std::to_string(row) + " are not in rising order.", row);
    }
  }
}

}  // namespace

void ArrayStorage::add_sparse(std::span<const std::uint64_t> starts,
                              std::span<const std::uint32_t> indices,
                              std::span<const double> values, std::uint64_t column_count) {
  if (has_sparse_) refuse("sparse columns can be added once.");
  check_shape(starts, indices.size(), values.size(), column_count);
  const std::uint64_t length = starts.size() - 1;
  for (std::uint64_t row = 0; row < length; ++row) {
    if (starts[row + 1] < starts[row] || starts[row + 1] > indices.size()) {
      refuse("the starts of sparse rows must rise.", row + 1);
    }
    check_row(indices.subspan(starts[row], starts[row + 1] - starts[row]), column_count, row + 1);
  }
  for (const double value : values) {
    if (!std::isfinite(value)) refuse("a value of a sparse column is not finite.");
  }
  set_rows("the table of sparse columns", length);
  for (std::uint64_t first = 0; first < length; first += block_rows) {
    const std::uint64_t end = std::min<std::uint64_t>(length, first + block_rows);
    if (starts[end] - starts[first] > std::numeric_limits<std::uint32_t>::max()) {
      refuse("a block of 4096 rows has 2^32 entries or more.", first + 1);
    }
    block_entries_.push_back(starts[first]);
    for (std::uint64_t row = first; row <= end; ++row) {
      row_starts_.push_back(static_cast<std::uint32_t>(starts[row] - starts[first]));
    }
  }
  has_sparse_ = true;
  indices_ = indices.data();
  values_ = values.empty() ? nullptr : values.data();
  sparse = {column_count, indices.size(), values.empty(), 0};
}

SparseView ArrayStorage::sparse_view(std::uint64_t block) const {
  const std::uint64_t first = block_entries_[block];
  return {row_starts_.data() + block * (block_rows + 1), indices_ + first,
          values_ == nullptr ? nullptr : values_ + first};
}

}  // namespace odds::table
