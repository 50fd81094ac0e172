// SPDX-License-Identifier: Apache-2.0
//
// The rows with the largest values, of equal ones the first: the same whatever the order in which
// they come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace odds::evaluation {

class TopRows {
 public:
  explicit TopRows(std::size_t limit = 0) : limit_(limit) {}

  struct Entry {
    double value;
    std::uint64_t row;
    bool operator<(const Entry& other) const {
      return value != other.value ? value > other.value : row < other.row;
    }
  };

  // NaN is left out.
  void add(double value, std::uint64_t row) {
    if (!(value >= threshold_)) return;
    insert({value, row});
  }
  void add(const TopRows& other) {
    for (const Entry& entry : other.entries_) add(entry.value, entry.row);
  }

  // The largest first.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  void insert(Entry entry) {
    if (limit_ == 0) return;
    entries_.insert(std::lower_bound(entries_.begin(), entries_.end(), entry), entry);
    if (entries_.size() > limit_) entries_.pop_back();
    if (entries_.size() == limit_) threshold_ = entries_.back().value;
  }

  std::size_t limit_;
  double threshold_ = 0;  // below it nothing is kept; values are not negative
  std::vector<Entry> entries_;
};

}  // namespace odds::evaluation
