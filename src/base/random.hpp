// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same on every machine: a counter passed through a mixing function
// (SplitMix64: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace odds::base {

class Random {
 public:
  // Streams of one seed are independent of each other.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(mix(mix(seed) ^ (stream * golden + golden))) {}

  std::uint64_t next() { return mix(state_ += golden); }
  // In [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  // In [0, bound), without bias. Requires: bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t rest = (0 - bound) % bound;  // 2^64 mod bound
    for (;;) {
      const std::uint64_t drawn = next();
      if (drawn >= rest) return drawn % bound;
    }
  }
  // About normal, mean 0 and variance 1, within +-6: a sum of twelve uniform numbers, which needs
  // no logarithm and so has the same bits everywhere.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<std::size_t>(below(i))]);
    }
  }

 private:
  static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
  }
  std::uint64_t state_;
};

}  // namespace odds::base
