// SPDX-License-Identifier: Apache-2.0
//
// The hashing trick: the words of a text are counted in 2^bits columns, chosen by a hash of the
// word, so that no dictionary is kept (Weinberger et al. 2009, here without signs).
//
//   word    the longest run of letters, digits and bytes beyond ASCII, A-Z in lower case
//   hash    h = 14695981039346656037; for each byte: h = (h xor byte) * 1099511628211 (FNV-1a, 64
//           bits); then h = (h xor h >> 33) * 0xFF51AFD7ED558CCD; h = (h xor h >> 33) *
//           0xC4CEB9FE1A85EC53; h = h xor h >> 33 (the finaliser of MurmurHash3)
//   column  the upper `bits` bits of h
//
// Models name columns by it: it never changes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <odds/design.hpp>

namespace odds::design {

// Of a word in lower case.
std::uint64_t hash_word(std::string_view word);

struct WordCount {
  std::uint32_t column;
  double count;
};

// The columns of a text's words, rising, with how often they occur. Requires: 1 <= bits <=
// most_hash_bits.
void count_words(std::string_view text, unsigned bits, std::vector<WordCount>& counts);

}  // namespace odds::design
