// SPDX-License-Identifier: Apache-2.0
#include "model/expand_for.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "design/expand_sparse.hpp"
#include "design/sparse_columns.hpp"

namespace odds::model {

std::optional<Table> expand_for(const FittedModel& model, const Table& table,
                                const RunOptions& run) {
  const SparseInfo& sparse = table.sparse();
  if (sparse.columns == 0 || !model.sparse.columns.empty() || model.columns.empty()) {
    return std::nullopt;
  }
  // A column beyond those of the table is zeros.
  constexpr std::uint64_t any = std::numeric_limits<std::int32_t>::max();
  const std::vector<SparseSource> all = {{"", 0, any, sparse.first_index}};
  std::vector<std::uint32_t> columns;
  for (const ColumnEncoding& column : model.columns) {
    const auto& own = table.columns();
    const bool is_own = std::any_of(
        own.begin(), own.end(), [&](const ColumnInfo& info) { return info.name == column.name; });
    const auto number = design::find_sparse_column(all, column.name);
    if (number && !is_own) columns.push_back(*number);
  }
  std::sort(columns.begin(), columns.end());
  return design::expand_sparse(table, columns, run);
}

}  // namespace odds::model
