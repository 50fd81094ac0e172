// SPDX-License-Identifier: Apache-2.0
#include "design/hashing.hpp"

#include <algorithm>

namespace odds::design {
namespace {

constexpr std::uint64_t fnv_start = 14695981039346656037U;
constexpr std::uint64_t fnv_factor = 1099511628211U;

std::uint64_t add_byte(std::uint64_t hash, unsigned char byte) {
  return (hash ^ byte) * fnv_factor;
}

// FNV-1a leaves its upper bits of short words much alike.
std::uint64_t finish(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDU;
  hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53U;
  return hash ^ (hash >> 33U);
}

bool is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }

bool is_of_word(unsigned char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9') || c >= 0x80;
}

}  // namespace

std::uint64_t hash_word(std::string_view word) {
  std::uint64_t hash = fnv_start;
  for (const char c : word) hash = add_byte(hash, static_cast<unsigned char>(c));
  return finish(hash);
}

void count_words(std::string_view text, unsigned bits, std::vector<WordCount>& counts) {
  counts.clear();
  std::uint64_t hash = fnv_start;
  bool in_word = false;
  const auto end_word = [&] {
    if (in_word) counts.push_back({static_cast<std::uint32_t>(finish(hash) >> (64U - bits)), 1});
    hash = fnv_start;
    in_word = false;
  };
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!is_of_word(byte)) {
      end_word();
      continue;
    }
    in_word = true;
    hash = add_byte(hash, is_upper(byte) ? static_cast<unsigned char>(byte | 0x20U) : byte);
  }
  end_word();
  std::sort(counts.begin(), counts.end(),
            [](const WordCount& a, const WordCount& b) { return a.column < b.column; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (kept != 0 && counts[kept - 1].column == counts[i].column) {
      counts[kept - 1].count += 1;
    } else {
      counts[kept++] = counts[i];
    }
  }
  counts.resize(kept);
}

}  // namespace odds::design
