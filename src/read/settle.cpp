// SPDX-License-Identifier: Apache-2.0
#include "read/settle.hpp"

#include <utility>

#include "parallel/team.hpp"

namespace odds::read {

void settle_types(const ParsePlan& plan, const std::vector<ColumnEvidence>& evidence,
                  unsigned workers, table::BlockStorage& storage, std::vector<Note>& notes) {
  std::vector<table::FinalColumn> finals;
  for (DecidedColumn& column : decide_columns(plan, evidence, notes)) {
    storage.columns.push_back(std::move(column.info));
    finals.push_back(std::move(column.final));
  }
  storage.begin_finish(std::move(finals));
  if (storage.needs_finish()) {
    parallel::for_blocks((storage.rows + block_rows - 1) / block_rows, workers,
                         [&](std::uint64_t block, unsigned) { storage.finish_block(block); });
  }
  storage.end_finish();
}

}  // namespace odds::read
