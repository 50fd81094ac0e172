// SPDX-License-Identifier: Apache-2.0
//
// Text on a terminal: widths in columns rather than bytes, clipping, padding, wrapping, colour.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"

namespace odds::report {

// Columns that well-formed UTF-8 takes: 0 for combining marks, 2 for East Asian wide characters
// and emoji, 1 otherwise (Unicode Standard Annex 11, the ranges that matter).
std::size_t display_width(std::string_view text);

using base::printable;

// At most `width` columns; the middle gives way to an ellipsis, so that both ends stay readable.
std::string clip(std::string_view text, std::size_t width);

std::string pad_right(std::string text, std::size_t width);
std::string pad_left(std::string text, std::size_t width);

// Words filled into lines of at most `width` columns, ends of lines included. The first line
// starts with `first`, the others with as many spaces. A word longer than a line, a path say, loses
// its middle.
std::string wrap(std::string_view text, std::size_t width, std::string_view first = "");

// "a, b and c"
std::string list_in_words(const std::vector<std::string>& names);

// ANSI colours, or nothing.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string good(std::string_view text) const { return paint("32", text); }
  std::string bad(std::string_view text) const { return paint("1;31", text); }
  // In the colour of an ANSI code, "34" say.
  std::string paint(std::string_view code, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace odds::report
