// SPDX-License-Identifier: Apache-2.0
//
// A lesson as text of 80 columns for a terminal, and as Markdown with formulas in TeX.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lesson/pieces.hpp"

namespace odds::lesson {

inline constexpr std::size_t page_columns = 80;

// Characters of UTF-8 text, each of which takes one column of a terminal in a lesson.
std::size_t columns_of(std::string_view text);

// What stays together on the screen: lines that end in a newline.
struct Block {
  std::string text;
  bool begins_page = false;
};

std::vector<Block> terminal_blocks(const Chapter& chapter, Language language);

// The blocks with a blank line between them.
std::string terminal_text(const Chapter& chapter, Language language);

std::string markdown(const Chapter& chapter, Language language);

}  // namespace odds::lesson
