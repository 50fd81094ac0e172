// SPDX-License-Identifier: Apache-2.0
//
// Errors that the header and the rows have in common.
#pragma once

#include <cstddef>
#include <string>

#include "read/place.hpp"

namespace odds::read {

[[noreturn]] void throw_nul_byte(const std::string& file, const PlacedText& placed,
                                 std::size_t position);
[[noreturn]] void throw_nul_byte(const Where& where);
[[noreturn]] void throw_not_utf8(const std::string& file, const PlacedText& placed,
                                 std::size_t position);
[[noreturn]] void throw_not_utf8(const Where& where);
[[noreturn]] void throw_text_after_quote(const std::string& file, const PlacedText& placed,
                                         std::size_t position);
[[noreturn]] void throw_stray_quote(const std::string& file, const PlacedText& placed,
                                    std::size_t position);
[[noreturn]] void throw_unterminated_quote(const std::string& file, const PlacedText& placed,
                                           std::size_t position);

// A column's name as one would type it: bare when it is plain, else quoted.
std::string shown_name(const std::string& name);

}  // namespace odds::read
