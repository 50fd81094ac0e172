// SPDX-License-Identifier: Apache-2.0
#include "read/handoff.hpp"

#include <algorithm>
#include <utility>

#include <odds/base.hpp>

#include "read/place.hpp"
#include "read/record.hpp"

namespace odds::read {

RecordEnds Handoff::ends_in(const ScannedChunk& chunk) const {
  RecordEnds ends = chunk.summary.ends[inside_quotes_ ? 1 : 0];
  // The scan took the byte in front of the chunk for a terminator. Where it is none, a terminator
  // at position 0 ends a record after all.
  if (!inside_quotes_ && !after_terminator_ && is_terminator(chunk.text.front())) {
    ends.first = 0;
    if (ends.count++ == 0) ends.last = 0;
  }
  return ends;
}

Assignment Handoff::advance(const ScannedChunk& chunk) {
  Assignment assignment;
  assignment.first_row = rows_;
  assignment.lines_before_text = lines_;
  assignment.after_return = after_return_;
  if (!chunk.text.empty()) {
    const RecordEnds ends = ends_in(chunk);
    const bool follows_return = after_return_ && chunk.text.front() == '\n';
    const std::uint64_t lines_behind = lines_ + chunk.summary.line_ends - (follows_return ? 1 : 0);
    if (ends.count != 0) {
      cut(chunk, ends, lines_behind, assignment);
    } else {
      if (carry_.empty()) carry_lines_ = lines_;
      keep(chunk.text, after_return_);
    }
    inside_quotes_ = inside_quotes_ != chunk.summary.odd_quotes;
    after_terminator_ = is_terminator(chunk.text.back());
    after_return_ = chunk.text.back() == '\r';
    lines_ = lines_behind;
  }
  if (chunk.is_last) finish(assignment);
  rows_ += assignment.rows();
  assignment.batch = batches_;
  if (assignment.rows() != 0) ++batches_;
  return assignment;
}

void Handoff::cut(const ScannedChunk& chunk, const RecordEnds& ends, std::uint64_t lines_behind,
                  Assignment& assignment) {
  assignment.inside_rows = ends.count;
  assignment.end = ends.last + 1;
  if (carry_.empty()) {
    const std::string_view blank = chunk.text.substr(0, chunk.text.find_first_not_of("\r\n"));
    assignment.lines_before_first = lines_ + count_line_ends(blank, after_return_);
  } else {
    assignment.lines_before_first = carry_lines_;
    carry_.append(chunk.text.substr(0, ends.first + 1));
    if (carry_.size() > limit_) throw_too_long();
    assignment.spanning = std::exchange(carry_, std::string());
    assignment.begin = ends.first + 1;
    --assignment.inside_rows;
  }
  const std::string_view rest = chunk.text.substr(assignment.end);
  const bool after_return = chunk.text[ends.last] == '\r';
  carry_lines_ = lines_behind - count_line_ends(rest, after_return);
  assignment.is_line_per_row = carry_lines_ - assignment.lines_before_first == assignment.rows();
  keep(rest, after_return);
}

// Requires: when carry_ is empty, carry_lines_ counts the line ends in front of `rest`.
void Handoff::keep(std::string_view rest, bool after_return) {
  if (carry_.empty()) {
    // Blank lines belong to no record. (Inside quotes carry_ is never empty.)
    const std::size_t first = std::min(rest.find_first_not_of("\r\n"), rest.size());
    carry_lines_ += count_line_ends(rest.substr(0, first), after_return);
    rest.remove_prefix(first);
  }
  carry_.append(rest);
  if (carry_.size() > limit_) throw_too_long();
}

void Handoff::finish(Assignment& assignment) {
  if (carry_.empty()) return;
  if (assignment.rows() == 0) {
    assignment.lines_before_first = carry_lines_;
  } else {
    assignment.is_line_per_row = assignment.is_line_per_row &&
                                 carry_lines_ - assignment.lines_before_first == assignment.rows();
  }
  assignment.lines_before_tail = carry_lines_;
  assignment.tail = std::exchange(carry_, std::string());
  assignment.tail += '\n';
}

void Handoff::throw_too_long() const {
  // The last quote that opens a field, if the record ends inside quotes.
  bool inside = false;
  std::size_t opening = 0;
  for (std::size_t at = carry_.find('"'); at != std::string::npos; at = carry_.find('"', at + 1)) {
    inside = !inside;
    if (inside && (at == 0 || carry_[at - 1] != '"')) opening = at;
  }
  const std::string limit = limit_ >> 20U != 0 ? std::to_string(limit_ >> 20U) + " MiB"
                                               : std::to_string(limit_) + " bytes";
  const PlacedText placed{carry_, carry_lines_, false};
  if (inside) {
    throw Error(Fault::refused, "csv.record_too_long",
                "quote opened here is not closed within " + limit + ".",
                "Close it, or double a quote that belongs to the text.",
                {file_, placed.line_at(opening), 0, rows_ + 1, {}});
  }
  throw Error(Fault::refused, "csv.record_too_long",
              "the row that starts here is longer than " + limit + ".",
              "Is this a table with one row per line?",
              {file_, carry_lines_ + 1, 0, rows_ + 1, {}});
}

}  // namespace odds::read
