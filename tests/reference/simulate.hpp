// SPDX-License-Identifier: Apache-2.0
//
// Simulated tables for the tests. Integers and short decimals only, from an own generator, so that
// the same table comes out of every compiler and standard library.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/table.hpp"

namespace reference {

// splitmix64: Steele, Lea and Flood 2014.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  // 0, 1, ..., count - 1
  std::uint64_t below(std::uint64_t count) { return bits() % count; }
  // -3.000, -2.999, ..., 3.000: bell shaped, the mean of four uniform numbers
  double bell() {
    std::uint64_t sum = 0;
    for (int i = 0; i < 4; ++i) sum += below(1501);
    return (static_cast<double>(sum) - 3000.0) / 1000.0;
  }
  // True with probability sigma(z). exp is rounded differently here and there, but a difference
  // in its last bit changes one draw in 1e15.
  bool event(double z) {
    return static_cast<double>(bits() >> 11) * 0x1p-53 < 1.0 / (1.0 + std::exp(-z));
  }

 private:
  std::uint64_t state_;
};

// y ~ x1 + ... + x_p plus columns for every role: w (weights, quarters), f (whole, 0 to 3),
// o (offset), m and s (trials and successes).
inline Table simulate(std::size_t rows, std::size_t features, std::uint64_t seed) {
  Generator generator(seed);
  Table table;
  table.names = {"y", "w", "f", "o", "m", "s"};
  for (std::size_t j = 1; j <= features; ++j) table.names.push_back("x" + std::to_string(j));
  table.columns.resize(table.names.size());
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<double> x;
    double z = -0.3;
    for (std::size_t j = 0; j < features; ++j) {
      x.push_back(generator.bell());
      z += (j % 2 == 0 ? 0.8 : -0.5) * x[j] / static_cast<double>(1 + j / 2);
    }
    const double offset = generator.bell() / 4;
    const auto trials = static_cast<double>(1 + generator.below(5));
    double successes = 0;
    for (double trial = 0; trial < trials; ++trial) successes += generator.event(z) ? 1 : 0;
    const double row[] = {generator.event(z + offset) ? 1.0 : 0.0,
                          static_cast<double>(1 + generator.below(8)) / 4,
                          static_cast<double>(generator.below(4)),
                          offset,
                          trials,
                          successes};
    for (std::size_t j = 0; j < 6; ++j) table.columns[j].push_back(row[j]);
    for (std::size_t j = 0; j < features; ++j) table.columns[6 + j].push_back(x[j]);
  }
  return table;
}

inline std::vector<std::string> feature_names(std::size_t features) {
  std::vector<std::string> names;
  for (std::size_t j = 1; j <= features; ++j) names.push_back("x" + std::to_string(j));
  return names;
}

}  // namespace reference
