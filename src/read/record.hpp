// SPDX-License-Identifier: Apache-2.0
//
// One record at a time, byte by byte: for the header, for guessing types from the first rows, and
// for finding out what an error message needs to say. The fast path never comes here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace odds::read {

inline bool is_terminator(char c) { return c == '\n' || c == '\r'; }

struct RawField {
  std::size_t begin = 0;  // positions in the text, quotes included
  std::size_t end = 0;
};

struct RawRecord {
  std::vector<RawField> fields;  // the first ones, as many as asked for
  std::size_t field_count = 0;
  RawField last_field;
  std::size_t begin = 0;  // behind leading blank lines
  std::size_t end = 0;    // of the last field
  // Behind the terminator (behind its first byte when it is CRLF).
  std::size_t next = 0;
  bool is_complete = false;  // a terminator was found
};

// The record that starts at `from`; leading terminators are skipped.
RawRecord walk_record(std::string_view text, std::size_t from, char delimiter,
                      std::size_t fields_wanted = std::numeric_limits<std::size_t>::max());

// CR, LF and CRLF each end one line. `after_return`: the byte in front of `text` is CR.
std::uint64_t count_line_ends(std::string_view text, bool after_return);

// The value of a field: without surrounding quotes, "" as ". An unquoted field is trimmed.
std::string field_value(std::string_view raw);

// Position of the quote that opens the last field of an unfinished record.
std::size_t opening_quote(std::string_view text, const RawRecord& record);

}  // namespace odds::read
