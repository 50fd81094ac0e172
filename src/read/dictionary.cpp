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
    throw Error(Fault::refused, "csv.too_many_levels",
                "a text column has more than 4294967294 values");
  }
  const std::string& own = texts_.emplace_back(text);
  const Spelling spelling = read_number(trim(own), decimal_).spelling;
  const Level level = {own, static_cast<std::uint32_t>(texts_.size() - 1),
                       spelling == Spelling::number || spelling == Spelling::too_large,
                       spelling == Spelling::too_large};
  levels_.emplace(std::string_view(own), level);
  return level;
}

void DictionaryCache::put(const Dictionary::Level& level, std::size_t hash) {
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].text.data() != nullptr) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = level;
}

const Dictionary::Level& DictionaryCache::add(std::string_view text, std::size_t hash) {
  uncached_ = dictionary_->find_or_add(text);
  if (2 * used_ >= slots_.size() && slots_.size() < most_slots) {
    std::vector<Dictionary::Level> before(4 * slots_.size());
    before.swap(slots_);
    for (const Dictionary::Level& level : before) {
      if (level.text.data() != nullptr) put(level, hash_of(level.text));
    }
  }
  if (2 * used_ < slots_.size()) {
    put(uncached_, hash);
    ++used_;
  }
  return uncached_;
}

// Length, first and last eight bytes: enough for a cache, whose misses are only slow.
std::size_t DictionaryCache::hash_of(std::string_view text) {
  const std::size_t size = text.size();
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (size >= 8) {
    first = detail::load_word(text.data());
    last = detail::load_word(text.data() + size - 8);
  } else if (size >= 4) {
    std::uint32_t half;
    std::memcpy(&half, text.data(), 4);
    first = half;
    std::memcpy(&half, text.data() + size - 4, 4);
    last = half;
  } else if (size != 0) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    first = byte(0) + (std::uint64_t{byte(size / 2)} << 8) + (std::uint64_t{byte(size - 1)} << 16);
  }
  const std::uint64_t mixed = (first ^ (last * 0x9E3779B97F4A7C15U) ^ size) * 0xD6E8FEB86659FD93U;
  return static_cast<std::size_t>(mixed >> 32);
}

}  // namespace odds::read
