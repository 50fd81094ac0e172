// SPDX-License-Identifier: Apache-2.0
//
// How often something happened on many workers, and between which numbers: the same whatever the
// order.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace odds::parallel {

class RangeTally {
 public:
  void add(std::uint64_t number) {
    count_.fetch_add(1, std::memory_order_relaxed);
    std::uint64_t seen = low_.load(std::memory_order_relaxed);
    while (number < seen && !low_.compare_exchange_weak(seen, number)) {
    }
    seen = high_.load(std::memory_order_relaxed);
    while (number > seen && !high_.compare_exchange_weak(seen, number)) {
    }
  }

  // When no worker adds any more.
  std::uint64_t count() const { return count_.load(); }
  std::uint64_t low() const { return low_.load(); }
  std::uint64_t high() const { return high_.load(); }

 private:
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> low_{std::numeric_limits<std::uint64_t>::max()};
  std::atomic<std::uint64_t> high_{0};
};

}  // namespace odds::parallel
