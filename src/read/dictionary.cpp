// SPDX-License-Identifier: Apache-2.0
#include "read/dictionary.hpp"

#include <cstring>

#include <odds/base.hpp>

#include "read/number.hpp"

namespace odds::read {
namespace {

// Codes from here on mean missing and unseen.
constexpr std::size_t code_limit = 0xFFFFFFFEU;

}  // namespace

Dictionary::Level Dictionary::find_or_add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (const auto found = levels_.find(text); found != levels_.end()) return found->second;
  if (texts_.size() >= code_limit) {
    throw Error(Fault::refused, "csv.too_many_levels", "a text column has more than 4294967294 values");
  }
  const std::string& own = texts_.emplace_back(text);
  const Spelling spelling = read_number(trim(own), decimal_).spelling;
  const Level level = {own, static_cast<std::uint32_t>(texts_.size() - 1),
                       spelling == Spelling::number || spelling == Spelling::too_large};
  levels_.emplace(std::string_view(own), level);
  return level;
}

// Length, first and last eight bytes: enough for a cache, whose misses are only slow.
std::size_t DictionaryCache::hash(std::string_view text) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (text.size() >= 8) {
    first = detail::load_word(text.data());
    last = detail::load_word(text.data() + text.size() - 8);
  } else {
    std::memcpy(&first, text.data(), text.size());
  }
  std::uint64_t mixed = (first ^ (last * 0x9E3779B97F4A7C15U) ^ text.size()) * 0xD6E8FEB86659FD93U;
  return static_cast<std::size_t>(mixed >> 40U);
}

}  // namespace odds::read
