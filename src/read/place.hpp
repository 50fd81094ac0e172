// SPDX-License-Identifier: Apache-2.0
//
// Where in the file a byte is. Lines are counted only when somebody asks, from the nearest place
// whose line is known.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <odds/base.hpp>

#include "read/record.hpp"

namespace odds::read {

// Some bytes of the file and the line they start on.
struct PlacedText {
  std::string_view text;
  std::uint64_t line_ends_before = 0;  // in the file, in front of `text`
  bool after_return = false;           // the byte in front of `text` is CR

  std::uint64_t line_at(std::size_t position) const {
    return 1 + line_ends_before + count_line_ends(text.substr(0, position), after_return);
  }
  // 1-based. Right when the line starts inside `text`.
  std::uint64_t byte_column_at(std::size_t position) const {
    const std::size_t found =
        position == 0 ? std::string_view::npos : text.find_last_of("\r\n", position - 1);
    return found == std::string_view::npos ? position + 1 : position - found;
  }
};

// "file.csv", or "standard input".
std::string display_name(const std::string& path);

}  // namespace odds::read
