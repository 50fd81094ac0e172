// SPDX-License-Identifier: Apache-2.0
//
// Round places on an axis, and their labels.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

struct Tick {
  double at = 0;  // coordinate
  std::string label;
};

// About `count` of them, at least one, rising. On a log axis powers of ten; where there are few,
// twice and five times them as well; within less than that, round values.
std::vector<Tick> ticks(const Axis& axis, std::size_t count);

// About `count` round values (1, 2 or 5 times a power of ten apart) within [low, high].
std::vector<double> round_ticks(double low, double high, std::size_t count);

}  // namespace odds::report::plots
