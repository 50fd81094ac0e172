// SPDX-License-Identifier: Apache-2.0
//
// Many numbers of one column at once: the arithmetic of parse_short (number.hpp), done for as many
// rows as a vector has lanes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace odds::read {

// Whole records side by side, cut into fields. Chunk::read_slack bytes behind the text are
// readable.
struct RecordBlock {
  const char* text = nullptr;
  const std::uint32_t* begins = nullptr;  // (rows) where the first field starts
  const std::uint32_t* ends = nullptr;    // (rows, fields) where fields end
  std::size_t fields = 0;
  std::size_t rows = 0;

  const char* field_begin(std::size_t row, std::size_t column) const {
    return text + (column == 0 ? begins[row] : ends[row * fields + column - 1] + std::size_t{1});
  }
  const char* field_end(std::size_t row, std::size_t column) const {
    return text + ends[row * fields + column];
  }
};

struct NumberColumn {
  std::uint32_t file_column = 0;
  double* out = nullptr;  // (rows)
};

// A field that is no short number.
struct OtherField {
  std::uint32_t column = 0;  // index of the NumberColumn
  std::uint32_t row = 0;
};

// Parses the fields of `columns`, which are in file order. Writes those that are no short numbers
// to `others` (room for all fields), each column's in order of rows, and returns how many; their
// value in `out` is unspecified.
std::size_t parse_numbers(const RecordBlock& block, std::span<const NumberColumn> columns,
                          std::uint64_t marks, OtherField* others);

// The same for the best of these Highway targets, or the baseline; for tests.
using NumberParser = decltype(&parse_numbers);
NumberParser number_parser(std::int64_t targets);

}  // namespace odds::read
