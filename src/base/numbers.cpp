// SPDX-License-Identifier: Apache-2.0
#include "base/numbers.hpp"

#include <charconv>

namespace odds::base {

std::string short_number(double value) {
  char buffer[64];
  const auto result =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 6);
  return {buffer, result.ptr};
}

}  // namespace odds::base
