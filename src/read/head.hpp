// SPDX-License-Identifier: Apache-2.0
//
// The beginning of a file: byte-order mark, delimiter, names; where the rows begin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "read/source.hpp"

namespace odds::read {

struct Head {
  std::vector<std::string> names;  // of every column of the file; an unnamed first one is ""
  char delimiter = ',';
  std::uint64_t rows_begin = 0;  // byte of the content
  std::uint64_t lines_before_rows = 0;
  bool after_return = false;      // the byte in front of the rows is CR
  std::uint64_t header_line = 0;  // 0 without a header
  bool has_spaced_names = false;
  std::size_t numeric_names = 0;  // names that are numbers

  bool has_unnamed_first() const { return header_line != 0 && names.front().empty(); }
  bool looks_like_data() const { return numeric_names == names.size(); }
};

// Throws Error csv.*: no text, no names, a name twice, no name, a malformed header.
Head read_head(Source& source, const ReadOptions& options, const Tuning& tuning);

// The names, without an unnamed first column.
std::vector<std::string> named_columns(const Head& head);

// "the columns are a, b, c." for a message, clipped.
std::string list_columns(const std::vector<std::string>& names);

// Throws Error csv.no_header_line when the names cannot but be data: all numbers, and one with a
// fraction or sign, or twice. (Years are numbers that may be names.)
void refuse_data_as_names(const Head& head, const std::string& file);

// The position of each wanted column in the file, in file order, without repetition; all named ones
// when `wanted` is empty. Throws Error column.unknown, csv.no_header_line.
std::vector<std::size_t> find_columns(const Head& head, const std::vector<std::string>& wanted,
                                      const std::string& file);

// For each of `columns`: whether a text value occurs in the first rows of the content, whose start
// is `text`. A guess that spares a conversion at the end; a wrong one changes no result.
std::vector<bool> guess_text_columns(std::string_view text, const Head& head,
                                     const std::vector<std::size_t>& columns, char decimal);

}  // namespace odds::read
