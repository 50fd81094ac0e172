// SPDX-License-Identifier: Apache-2.0
//
// The little that odds needs to know of UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace odds::base {

// Bytes of the well-formed sequence that `text` starts with, 1 to 4; 0 if it is malformed or empty.
// Overlong forms, surrogates and values beyond U+10FFFF are malformed.
std::size_t utf8_sequence_length(std::string_view text);

// Whether all of `text` is well-formed.
bool is_utf8(std::string_view text);

// Whether `text` starts with a C1 control character (U+0080 to U+009F), which terminals obey.
bool is_control_c1(std::string_view text);

// The first character of `text`, which must not be empty, safe to print: a control byte, or one
// that is not UTF-8, as \xNN. Removes it from `text`.
std::string take_printable(std::string_view& text);

// All of `text` in this way.
std::string printable(std::string_view text);

}  // namespace odds::base
