// SPDX-License-Identifier: Apache-2.0
//
// What each column is, decided from all of its rows (SEMANTICS.md, "Columns"): a number if every
// value is one, boolean if every value is true or false, a category if none is a number; a mix is
// refused with the first offender of each kind.
#pragma once

#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/table.hpp>

#include "read/dictionary.hpp"
#include "read/row_parser.hpp"
#include "table/block_storage.hpp"

namespace odds::read {

// The evidence of all workers on one column together.
ColumnEvidence merge(const ColumnEvidence& a, const ColumnEvidence& b);

struct DecidedColumn {
  ColumnInfo info;
  table::FinalColumn final;
};

// Throws Error csv.mixed_column, csv.decimal_comma, csv.number_infinite for the offender earliest
// in the file; adds notes. Requires: evidence[t] belongs to plan.tasks[t], none a row_number.
std::vector<DecidedColumn> decide_columns(const ParsePlan& plan,
                                          const std::vector<ColumnEvidence>& evidence,
                                          std::vector<Note>& notes);

// Levels by number if all are spelled like numbers, else by code points.
std::vector<std::uint32_t> natural_order(const std::deque<std::string>& levels, char decimal);

}  // namespace odds::read
