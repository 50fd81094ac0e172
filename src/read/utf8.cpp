// SPDX-License-Identifier: Apache-2.0
#include "read/utf8.hpp"

#include "base/utf8.hpp"
#include "read/number.hpp"

namespace odds::read {

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    if (text.size() - position >= 8 &&
        (detail::load_word(text.data() + position) & detail::every_byte(0x80)) == 0) {
      position += 8;
      continue;
    }
    if (static_cast<unsigned char>(text[position]) < 0x80) {
      ++position;
      continue;
    }
    const std::size_t length = base::utf8_sequence_length(text.substr(position));
    if (length == 0) return position;
    position += length;
  }
  return position;
}

}  // namespace odds::read
