// SPDX-License-Identifier: Apache-2.0
//
// A table as text, the same for odds and for the twin, so that two can be compared at a glance.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <odds/read.hpp>

#include "property/read_twin.hpp"

namespace twin {

inline std::string describe_kind(odds::ColumnKind kind) {
  const char* kinds[] = {"number", "boolean", "category"};
  return kinds[static_cast<int>(kind)];
}

inline std::string describe_number(double value) {
  return std::isnan(value) ? " -" : " " + std::to_string(std::bit_cast<std::uint64_t>(value));
}

inline std::string describe_failure(const odds::Error& error) {
  return error.code() + " at line " + std::to_string(error.where().line);
}

// Ends with a complaint where a count of missing values or the place of a block is wrong.
inline std::string describe(const odds::ReadResult& result) {
  std::string text, complaints;
  for (std::size_t c = 0; c < result.table.columns().size(); ++c) {
    const odds::ColumnInfo& column = result.table.columns()[c];
    text += column.name + " " + describe_kind(column.kind) + ":";
    std::uint64_t missing = 0;
    for (std::uint64_t b = 0; b < result.table.block_count(); ++b) {
      const odds::BlockView block = result.table.block(b);
      if (block.first_row != b * odds::block_rows) complaints += "a block starts elsewhere\n";
      std::vector<double> numbers(block.rows);
      std::vector<std::uint32_t> codes(block.rows);
      const bool is_number = column.kind == odds::ColumnKind::number;
      if (is_number) block.load_numbers(c, 0, block.rows, numbers.data());
      if (!is_number) block.load_codes(c, 0, block.rows, codes.data());
      for (std::size_t i = 0; i < block.rows; ++i) {
        const bool gone = is_number ? std::isnan(numbers[i]) : codes[i] == odds::missing_code;
        missing += gone ? 1 : 0;
        if (gone || is_number) {
          text += gone ? " -" : describe_number(numbers[i]);
        } else {
          text += " <" + column.levels.at(codes[i]) + ">";
        }
      }
    }
    if (missing != column.missing_count) complaints += "missing values miscounted\n";
    text += "\n";
  }
  return text + complaints;
}

inline std::string describe(const Outcome& outcome) {
  if (outcome.failure) {
    return outcome.failure->code + " at line " + std::to_string(outcome.failure->line);
  }
  std::string text;
  for (const Column& column : outcome.columns) {
    text += column.name + " " + column.kind + ":";
    for (std::size_t i = 0; i < column.texts.size(); ++i) {
      if (!column.texts[i]) {
        text += " -";
      } else if (column.kind == "number") {
        text += describe_number(column.numbers[i]);
      } else if (column.kind == "boolean") {
        const char first = column.texts[i]->front();
        text += first == 't' || first == 'T' ? " <true>" : " <false>";
      } else {
        text += " <" + *column.texts[i] + ">";
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace twin
