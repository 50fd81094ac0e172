// SPDX-License-Identifier: Apache-2.0
//
// A 64-bit fingerprint of a file's content, chunk by chunk. It notices change; it is not meant to
// resist somebody who looks for two files with one fingerprint.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace odds::read {

namespace detail {

// Odd, with no pattern in its bits: the fraction of the golden ratio.
inline constexpr std::uint64_t hash_factor = 0x9E3779B97F4A7C15U;

inline std::uint64_t mix(std::uint64_t state, std::uint64_t word) {
  return std::rotl((state ^ word) * hash_factor, 29);
}

inline std::uint64_t little_endian_word(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

}  // namespace detail

// Four lanes, so that multiplications overlap.
inline std::uint64_t hash_bytes(std::string_view text) {
  std::uint64_t lanes[4] = {1, 2, 3, 4};
  std::size_t at = 0;
  for (; at + 32 <= text.size(); at += 32) {
    for (std::size_t i = 0; i < 4; ++i) {
      lanes[i] = detail::mix(lanes[i], detail::little_endian_word(text.data() + at + 8 * i));
    }
  }
  std::uint64_t hash = text.size();
  for (const std::uint64_t lane : lanes) hash = detail::mix(hash, lane);
  for (; at < text.size(); ++at) hash = detail::mix(hash, static_cast<unsigned char>(text[at]));
  return hash;
}

// Chunks in order.
inline std::uint64_t combine_hashes(std::uint64_t so_far, std::uint64_t chunk) {
  return detail::mix(so_far + 1, chunk);
}

}  // namespace odds::read
