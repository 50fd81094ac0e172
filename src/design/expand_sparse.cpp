// SPDX-License-Identifier: Apache-2.0
#include "design/expand_sparse.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include "parallel/team.hpp"
#include "table/block_storage.hpp"
#include "table/column_positions.hpp"

namespace odds::design {
namespace {

// A table's columns and numbers of our own beside them.
class ExpandedStorage final : public Table::Storage {
 public:
  ExpandedStorage(const Table& table, std::size_t count)
      : own_(std::vector<bool>(count, false), table.row_count()) {
    columns = table.columns();
    rows = own_.rows = table.row_count();
    for (std::uint64_t block = 0; block < table.block_count(); ++block) {
      views_.push_back(table.block(block));
      own_.block(block);
    }
  }

  void add_column(std::string name) {
    ColumnInfo info;
    info.name = std::move(name);
    columns.push_back(info);
    own_.columns.push_back(std::move(info));
  }

  void fill(std::uint64_t block, const table::ColumnPositions& positions) {
    const SparseView& entries = views_[block].sparse;
    const table::BlockStorage::Block& numbers = own_.block(block);
    for (std::size_t row = 0; row < views_[block].rows; ++row) {
      for (std::uint32_t k = entries.starts[row]; k < entries.starts[row + 1]; ++k) {
        const std::uint32_t column = positions.of(entries.indices[k]);
        if (column == table::ColumnPositions::none) continue;
        own_.numbers(numbers, column)[row] = entries.values == nullptr ? 1.0 : entries.values[k];
      }
    }
  }

  void finish() {
    own_.begin_finish(std::vector<table::FinalColumn>(own_.columns.size()));
    own_.end_finish();
  }

  BlockView view(std::uint64_t index) const override {
    BlockView view = views_[index];
    view.sparse = {};
    const BlockView numbers = own_.view(index);
    view.columns.insert(view.columns.end(), numbers.columns.begin(), numbers.columns.end());
    return view;
  }

 private:
  std::vector<BlockView> views_;
  table::BlockStorage own_;
};

}  // namespace

std::optional<std::vector<std::uint32_t>> occurring_columns(const Table& table, std::size_t most) {
  std::unordered_set<std::uint32_t> seen;
  constexpr std::size_t marks = std::size_t{1} << 20U;  // for a quick look
  std::vector<bool> is_seen(std::min<std::uint64_t>(table.sparse().columns, marks));
  for (std::uint64_t block = 0; block < table.block_count(); ++block) {
    const BlockView view = table.block(block);
    if (view.sparse.starts == nullptr) break;
    for (std::uint32_t k = view.sparse.starts[0]; k < view.sparse.starts[view.rows]; ++k) {
      const std::uint32_t column = view.sparse.indices[k];
      if (column < is_seen.size()) {
        if (is_seen[column]) continue;
        is_seen[column] = true;
      }
      seen.insert(column);
      if (seen.size() > most) return std::nullopt;
    }
  }
  std::vector<std::uint32_t> columns(seen.begin(), seen.end());
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::uint64_t expanded_bytes(const Table& table, std::size_t columns) {
  return table.row_count() * columns * sizeof(double);
}

Table expand_sparse(const Table& table, const std::vector<std::uint32_t>& columns,
                    const RunOptions& run) {
  auto storage = std::make_shared<ExpandedStorage>(table, columns.size());
  for (const std::uint32_t column : columns) {
    storage->add_column(std::to_string(std::uint64_t{column} + table.sparse().first_index));
  }
  if (table.sparse().columns != 0) {
    const table::ColumnPositions positions(columns);
    parallel::for_blocks(table.block_count(), parallel::thread_count(run),
                         [&](std::uint64_t block, unsigned) { storage->fill(block, positions); });
  }
  storage->finish();
  return Table(std::move(storage));
}

}  // namespace odds::design
