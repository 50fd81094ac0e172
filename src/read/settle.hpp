// SPDX-License-Identifier: Apache-2.0
//
// The end of reading: columns take the types that their values have shown.
#pragma once

#include <vector>

#include <odds/base.hpp>

#include "read/column_types.hpp"
#include "table/block_storage.hpp"

namespace odds::read {

// Decides the columns of a filled storage and narrows its blocks. Throws what decide_columns()
// throws; adds notes. Requires: storage.rows is set, evidence[t] belongs to plan.tasks[t].
void settle_types(const ParsePlan& plan, const std::vector<ColumnEvidence>& evidence,
                  unsigned workers, table::BlockStorage& storage, std::vector<Note>& notes);

}  // namespace odds::read
