// SPDX-License-Identifier: Apache-2.0
#include "read/row_lines.hpp"

#include <iterator>

#include "read/record.hpp"

namespace odds::read {
namespace {

// About 100 MB. Beyond it the oldest rows are forgotten.
constexpr std::size_t most_entries = std::size_t{1} << 20;

}  // namespace

void RowLines::add(const RecordSet& records, char delimiter) {
  std::map<std::uint64_t, std::uint64_t> starts;
  if (records.is_line_per_row) {
    starts.emplace(records.first_row, records.lines_before_first + 1);
    return insert(starts);
  }
  for (const RecordSet::Part& part : records.parts) {
    PlacedText rest = part.region.placed;
    const std::string_view text = rest.text.substr(0, part.region.end);
    std::size_t from = part.region.begin;
    std::size_t counted = 0;
    for (std::uint64_t i = 0; i < part.rows; ++i) {
      const RawRecord record = walk_record(text, from, delimiter, 0);
      rest.text = text.substr(counted);
      rest.line_ends_before = rest.line_at(record.begin - counted) - 1;
      rest.after_return = record.begin != 0 && text[record.begin - 1] == '\r';
      counted = record.begin;
      from = record.next;
      const std::uint64_t row = part.region.first_row + i;
      const std::uint64_t line = rest.line_ends_before + 1;
      const bool follows =
          !starts.empty() && starts.rbegin()->second + (row - starts.rbegin()->first) == line;
      if (!follows) starts.emplace_hint(starts.end(), row, line);
    }
  }
  insert(starts);
}

void RowLines::add_unwalked(const RecordSet& records) {
  add_start(records.first_row, records.is_line_per_row ? records.lines_before_first + 1 : 0);
}

void RowLines::insert(const std::map<std::uint64_t, std::uint64_t>& starts) {
  const std::lock_guard lock(mutex_);
  starts_.insert(starts.begin(), starts.end());
  while (starts_.size() > most_entries) starts_.erase(starts_.begin());
}

std::uint64_t RowLines::line_of(std::uint64_t row) const {
  const std::lock_guard lock(mutex_);
  const auto behind = starts_.upper_bound(row);
  if (behind == starts_.begin()) return 0;
  const auto start = std::prev(behind);
  if (start->second == 0) return 0;
  return start->second + (row - start->first);
}

}  // namespace odds::read
