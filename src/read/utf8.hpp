// SPDX-License-Identifier: Apache-2.0
//
// UTF-8 checked over long stretches of mostly plain text.
#pragma once

#include <cstddef>
#include <string_view>

namespace odds::read {

// Position of the first byte that is no part of well-formed UTF-8, or text.size().
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace odds::read
