// SPDX-License-Identifier: Apache-2.0
//
// The memory that will be read next. Kernels ask for it line by line between their own products, so
// that a pass over a table costs the longer of reading and computing, not the sum of both. It
// changes no result.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace odds::kernels {

class LookAhead {
 public:
  void clear() {
    ranges_.clear();
    current_ = lines_ = granted_ = 0;
  }
  void add(const void* begin, std::size_t bytes) {
    const char* first = static_cast<const char*>(begin);
    ranges_.push_back({first, first + bytes});
    lines_ += bytes / line_bytes + 1;
  }

  std::size_t lines() const { return lines_; }
  // How many lines the next kernel may ask for.
  void grant(std::size_t lines) { granted_ = lines; }
  // The granted lines spread over the steps of a kernel.
  std::size_t lines_per_step(std::size_t steps) const {
    return (granted_ + steps - 1) / std::max<std::size_t>(steps, 1);
  }

  void fetch(std::size_t lines) {
    for (; lines != 0 && current_ != ranges_.size(); --lines) {
      Range& range = ranges_[current_];
      constexpr int to_read = 0;
      constexpr int second_level = 2;
      __builtin_prefetch(range.next, to_read, second_level);
      range.next += line_bytes;
      if (range.next >= range.end) ++current_;
    }
  }

 private:
  static constexpr std::size_t line_bytes = 64;
  struct Range {
    const char* next;
    const char* end;
  };
  std::vector<Range> ranges_;
  std::size_t current_ = 0;
  std::size_t lines_ = 0;
  std::size_t granted_ = 0;
};

}  // namespace odds::kernels
