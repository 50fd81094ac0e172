// SPDX-License-Identifier: Apache-2.0
#include "report/layout.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.hpp"

namespace odds::report {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// UAX 11 and the combining blocks; rarer scripts may be off by a column, which only bends a table.
constexpr std::array<Range, 8> zero_width = {{{0x0300, 0x036F},
                                              {0x0591, 0x05BD},
                                              {0x0610, 0x061A},
                                              {0x064B, 0x065F},
                                              {0x1AB0, 0x1AFF},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 8> double_width = {{{0x1100, 0x115F},
                                                {0x2E80, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFE30, 0xFE6F},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF},
                                                {0x20000, 0x3FFFD}}};

bool within(std::uint32_t character, const std::array<Range, 8>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

std::uint32_t decode(std::string_view sequence) {
  constexpr std::array<std::uint32_t, 5> lead_mask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t character = static_cast<unsigned char>(sequence[0]) & lead_mask[sequence.size()];
  for (const char c : sequence.substr(1)) {
    character = (character << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return character;
}

// One character of printable text: its bytes and its columns.
struct Character {
  std::string_view bytes;
  std::size_t width;
};

Character next_character(std::string_view text) {
  const std::size_t length = base::utf8_sequence_length(text);
  if (length <= 1) return {text.substr(0, 1), 1};
  const std::string_view bytes = text.substr(0, length);
  const std::uint32_t character = decode(bytes);
  if (within(character, zero_width)) return {bytes, 0};
  return {bytes, within(character, double_width) ? std::size_t{2} : std::size_t{1}};
}

std::vector<Character> split_characters(std::string_view text) {
  std::vector<Character> characters;
  while (!text.empty()) {
    characters.push_back(next_character(text));
    text.remove_prefix(characters.back().bytes.size());
  }
  return characters;
}

// Taking characters from the front while they fit; returns how many.
template <class Iterator>
Iterator take(Iterator begin, Iterator end, std::size_t width) {
  while (begin != end && begin->width <= width) {
    width -= begin->width;
    ++begin;
  }
  return begin;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = next_character(text);
    width += character.width;
    text.remove_prefix(character.bytes.size());
  }
  return width;
}

std::string clip(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  const std::vector<Character> characters = split_characters(text);
  const std::size_t tail_width = (width - 1) / 2;
  const auto head_end = take(characters.begin(), characters.end(), width - 1 - tail_width);
  const auto tail_begin = take(characters.rbegin(), characters.rend(), tail_width).base();
  std::string out;
  for (auto it = characters.begin(); it != head_end; ++it) out += it->bytes;
  out += "…";
  for (auto it = tail_begin; it != characters.end(); ++it) out += it->bytes;
  return out;
}

std::string pad_right(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string pad_left(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  if (used < width) text.insert(0, width - used, ' ');
  return text;
}

std::string wrap(std::string_view text, std::size_t width, std::string_view first) {
  const std::string indent(display_width(first), ' ');
  const std::size_t longest = std::max(width, indent.size() + 1) - indent.size();
  std::string out(first);
  std::size_t used = indent.size();
  bool line_is_empty = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string word = clip(text.substr(0, space), longest);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (word.empty()) continue;
    const std::size_t length = display_width(word);
    if (!line_is_empty && used + 1 + length > width) {
      out += "\n" + indent;
      used = indent.size();
      line_is_empty = true;
    }
    if (!line_is_empty) {
      out += ' ';
      ++used;
    }
    out += word;
    used += length;
    line_is_empty = false;
  }
  return out + "\n";
}

std::string list_in_words(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

std::string Style::paint(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  return "\x1B[" + std::string(code) + "m" + std::string(text) + "\x1B[0m";
}

}  // namespace odds::report
