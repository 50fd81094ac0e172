// SPDX-License-Identifier: Apache-2.0
//
// What the first bytes of a file say about it.
#pragma once

#include <string>
#include <string_view>

namespace odds::read {

// Throws Error for what is no text in UTF-8: UTF-16, images, archives, other formats, web pages.
void refuse_foreign_formats(const std::string& file, std::string_view start);

// The most frequent of , ; tab | outside quotes, the first of these on a tie; ',' if there is none.
// With decimal commas the others win over ',' wherever they occur.
char find_delimiter(std::string_view line, char decimal);

}  // namespace odds::read
