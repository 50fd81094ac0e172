// SPDX-License-Identifier: Apache-2.0
//
// Pages on a terminal: Enter goes on, q leaves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace odds::cli {

// Whether there is somebody to turn pages: standard input and output are a terminal.
bool can_turn_pages();

// What stays together on a screen; lines that end in a newline.
struct PageBlock {
  std::string text;
  bool begins_page = false;
};

// Shows the blocks, a screen at a time, with `prompt` below; below the last screen only where more
// is to follow. False where the reader left with q, at the end of the input, or with Ctrl-C.
bool turn_pages(const std::vector<PageBlock>& blocks, std::string_view prompt, bool more_follows);

}  // namespace odds::cli
