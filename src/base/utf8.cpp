// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

namespace odds::base {
namespace {

// Length of the sequence announced by its first byte, and the range of its second byte.
struct Lead {
  std::size_t length;
  unsigned char second_low;
  unsigned char second_high;
};

Lead classify(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const Lead lead = classify(first);
  if (lead.length == 0 || text.size() < lead.length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.second_low || second > lead.second_high) return 0;
  for (std::size_t i = 2; i < lead.length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
  }
  return lead.length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_sequence_length(text.substr(i));
    if (length == 0) return false;
    i += length;
  }
  return true;
}

bool is_control_c1(std::string_view text) {
  return text.size() >= 2 && static_cast<unsigned char>(text[0]) == 0xC2 &&
         static_cast<unsigned char>(text[1]) < 0xA0;
}

std::string take_printable(std::string_view& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::size_t length = utf8_sequence_length(text);
  const auto byte = static_cast<unsigned char>(text[0]);
  if (length == 0 || byte < 0x20 || byte == 0x7F || is_control_c1(text)) {
    text.remove_prefix(1);
    return {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
  }
  std::string character(text.substr(0, length));
  text.remove_prefix(length);
  return character;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) out += take_printable(text);
  return out;
}

}  // namespace odds::base
