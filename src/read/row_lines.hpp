// SPDX-License-Identifier: Apache-2.0
//
// On which physical line a row starts, for the rows read lately. Kept as the places where
// line minus row changes, which in most files is one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "read/pipeline.hpp"

namespace odds::read {

class RowLines {
 public:
  // Thread-safe, in any order.
  void add(const RecordSet& records, char delimiter);
  // The same without a look at the text: where a row is not a line, the lines are unknown.
  void add_unwalked(const RecordSet& records);
  // From this row on a row is a line, the first at `line`; 0: unknown.
  void add_start(std::uint64_t row, std::uint64_t line) { insert({{row, line}}); }
  // 1-based; 0 if unknown. `row` is 0-based.
  std::uint64_t line_of(std::uint64_t row) const;

 private:
  void insert(const std::map<std::uint64_t, std::uint64_t>& starts);

  mutable std::mutex mutex_;
  // row -> line, valid up to the next entry; line 0: unknown.
  std::map<std::uint64_t, std::uint64_t> starts_;
};

}  // namespace odds::read
