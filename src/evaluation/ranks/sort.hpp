// SPDX-License-Identifier: Apache-2.0
//
// Rows in ascending order of their score z, -0 before 0 and NaN last; equal scores in the order of
// the rows.
//
// A radix sort from the least significant byte, eight stable passes over 16 bytes a row, each of
// which the workers share: count the digits of every chunk of rows, add up where each chunk's rows
// of each digit go, and move them there. A pass in which all rows have one digit is skipped. The
// order is total, so it is the same for any number of workers; the cost does not depend on the
// scores. Each pass reads a row twice and writes it once: at most 8 x 48 bytes a row.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace odds::evaluation {

struct ScoredRow {
  double z = 0;
  std::uint64_t tag = 0;  // row << 1 | 1 for an event, 0-based

  std::uint64_t row() const { return tag >> 1U; }
  bool is_event() const { return (tag & 1U) != 0; }
};

// Memory that nobody has touched: the worker that writes a row first brings it in.
class ScoredRows {
 public:
  explicit ScoredRows(std::uint64_t count)
      : rows_(std::make_unique_for_overwrite<ScoredRow[]>(count)), count_(count) {}

  ScoredRow* data() { return rows_.get(); }
  const ScoredRow* data() const { return rows_.get(); }
  std::uint64_t size() const { return count_; }

 private:
  std::unique_ptr<ScoredRow[]> rows_;
  std::uint64_t count_;
};

// Requires: no NaN with its sign set.
void sort_by_score(ScoredRows& rows, unsigned workers);

// Back to the order of the table. Requires: every row 0 ... size() - 1 once.
void order_by_row(ScoredRows& rows, unsigned workers);

}  // namespace odds::evaluation
