// SPDX-License-Identifier: Apache-2.0
//
// Sparse data for a model of ordinary columns.
#pragma once

#include <optional>

#include <odds/model.hpp>

namespace odds::model {

// Where the table has sparse columns and the estimates are of ordinary ones: the table with those
// of the model's columns that are numbers of sparse columns written out.
std::optional<Table> expand_for(const FittedModel& model, const Table& table,
                                const RunOptions& run);

}  // namespace odds::model
