// SPDX-License-Identifier: Apache-2.0
//
// Where each of some sparse columns is to go.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace odds::table {

class ColumnPositions {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  // Column columns[i] is at i. Requires: rising.
  explicit ColumnPositions(std::vector<std::uint32_t> columns)
      : columns_(std::move(columns)), small_(std::size_t{1} << 16U, none) {
    for (std::uint32_t i = 0; i < columns_.size() && columns_[i] < small_.size(); ++i) {
      small_[columns_[i]] = i;
    }
  }

  std::size_t size() const { return columns_.size(); }
  // Small numbers are looked up, the others searched.
  std::uint32_t of(std::uint32_t column) const {
    if (column < small_.size()) return small_[column];
    const auto found = std::lower_bound(columns_.begin(), columns_.end(), column);
    if (found == columns_.end() || *found != column) return none;
    return static_cast<std::uint32_t>(found - columns_.begin());
  }

 private:
  std::vector<std::uint32_t> columns_;
  std::vector<std::uint32_t> small_;
};

}  // namespace odds::table
