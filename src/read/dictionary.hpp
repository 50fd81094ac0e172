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
    bool is_number = false;  // spelled like one
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

// One worker's memory of a dictionary: direct-mapped, so that a column with very many levels costs
// no more than this per worker.
class DictionaryCache {
 public:
  explicit DictionaryCache(Dictionary& dictionary) : dictionary_(&dictionary), entries_(entry_count) {}

  const Dictionary::Level& find(std::string_view text) {
    Entry& entry = entries_[hash(text) & (entry_count - 1)];
    if (!entry.is_used || entry.level.text != text) {
      entry.level = dictionary_->find_or_add(text);
      entry.is_used = true;
    }
    return entry.level;
  }

 private:
  static constexpr std::size_t entry_count = 512;
  struct Entry {
    Dictionary::Level level;
    bool is_used = false;
  };
  static std::size_t hash(std::string_view text);

  Dictionary* dictionary_;
  std::vector<Entry> entries_;
};

}  // namespace odds::read
