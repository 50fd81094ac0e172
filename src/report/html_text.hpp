// SPDX-License-Identifier: Apache-2.0
//
// Text that stays text in HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace odds::report {

// For content and quoted attributes. Control characters, which XML has no way to write, and bytes
// that are no UTF-8 become U+FFFD; so do U+FFFE and U+FFFF.
std::string html_text(std::string_view text);

}  // namespace odds::report
