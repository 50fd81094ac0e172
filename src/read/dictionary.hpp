// SPDX-License-Identifier: Apache-2.0
//
// The distinct texts of one column, numbered. Workers race to add, so numbers depend on timing;
// they are replaced when the file has been read (column_types.hpp).
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace odds::read {

class Dictionary {
 public:
  struct Level {
    std::string_view text;  // lives as long as the dictionary
    std::uint32_t code = 0;
    bool is_number = false;     // spelled like one
    bool is_too_large = false;  // a number beyond the largest double
  };

  explicit Dictionary(char decimal) : decimal_(decimal) {}

  // Thread-safe.
  Level find_or_add(std::string_view text);

  // In the order of their codes. Not while somebody adds.
  const std::deque<std::string>& texts() const { return texts_; }

 private:
  char decimal_;
  std::mutex mutex_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Level> levels_;
};

// One worker's memory of a dictionary: an open hash table of the levels it has met. It stops
// growing at `most_slots`, so that a column of identifiers costs no more than this per worker.
class DictionaryCache {
 public:
  explicit DictionaryCache(Dictionary& dictionary) : dictionary_(&dictionary), slots_(64) {}

  // Valid until the next call.
  const Dictionary::Level& find(std::string_view text) {
    const std::size_t hash = hash_of(text);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].text.data() == nullptr) return add(text, hash);
      if (slots_[at].text == text) return slots_[at];
    }
  }

 private:
  static constexpr std::size_t most_slots = std::size_t{1} << 16;
  static std::size_t hash_of(std::string_view text);

  const Dictionary::Level& add(std::string_view text, std::size_t hash);
  void put(const Dictionary::Level& level, std::size_t hash);

  Dictionary* dictionary_;
  std::vector<Dictionary::Level> slots_;  // a power of two; free where the text is null
  std::size_t used_ = 0;
  Dictionary::Level uncached_;
};

}  // namespace odds::read
