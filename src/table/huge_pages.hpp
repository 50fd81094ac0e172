// SPDX-License-Identifier: Apache-2.0
//
// Memory for large blocks, taken from the system in large zeroed segments on huge pages: with
// pages of 4 KiB, touching a new table for the first time costs as much as parsing it.
#pragma once

#include <cstddef>
#include <vector>

namespace odds::table {

// Hands out pieces and gives everything back at once. Not thread-safe.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  // Zeroed, aligned to 64 bytes. Throws std::bad_alloc.
  void* allocate(std::size_t bytes);

 private:
  struct Segment {
    void* address;
    std::size_t bytes;
  };
  void add_segment(std::size_t at_least);

  std::vector<Segment> segments_;
  std::size_t used_ = 0;  // bytes of the last segment handed out
};

}  // namespace odds::table
