// SPDX-License-Identifier: Apache-2.0
//
// Chapter 3 along z: what the formulas of the textbook return in double, what odds returns, and how
// far apart they are in units of the last place of odds' value.
//
//   quantity          textbook                        odds
//   probability       p = 1 / (1 + exp(-z))           sigma(z)
//   log probability   log(p)                          log_sigma(z)
//   loss of y = 0     -log(1 - p)                     -log_sigma(-z)
//   dL/dz of y = 1    -1/p times p (1 - p)            -sigma(-z)
//   dL/dz of y = 0    1/(1 - p) times p (1 - p)       sigma(z)
#pragma once

#include <vector>

namespace odds::lesson {

// By z. An error is infinite where the textbook has no number.
struct SweepQuantity {
  std::vector<double> naive, stable, ulps;
};

struct SweepNumbers {
  std::vector<double> z;  // from -800 to 800, in steps of 1/2 up to 50 and of 10 beyond
  SweepQuantity probability, log_probability, loss, gradient_event, gradient_other;
};

SweepNumbers sweep_numbers();

}  // namespace odds::lesson
