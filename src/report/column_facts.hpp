// SPDX-License-Identifier: Apache-2.0
//
// One pass over a table for "odds inspect": range and mean of its numbers, counts of its levels,
// and which columns have exactly two values and so could be the target.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/table.hpp>

namespace odds::report {

struct LevelCount {
  std::string level;
  std::uint64_t count = 0;
};

struct ColumnFacts {
  std::uint64_t present = 0;                // values that are not missing
  double min = 0.0, max = 0.0, mean = 0.0;  // of a number column with values; NaN without
  bool is_whole = true;                     // every number is whole
  std::vector<double> distinct;             // up to three different numbers, in order of appearance
  std::vector<LevelCount> levels;  // of a category or boolean, most frequent first, then natural
};

// Throws Error{interrupted} when the observer says stop.
std::vector<ColumnFacts> column_facts(const Table& table, const RunOptions& run);

// Whether a column has exactly two values.
bool could_be_target(const ColumnFacts& facts);

// The column to suggest as the target, or empty. Of those with two values: one called y, target,
// label or outcome; else the last whose values read like yes and no; else the last.
std::string likely_target(const Table& table, const std::vector<ColumnFacts>& facts);

}  // namespace odds::report
