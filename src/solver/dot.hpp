// SPDX-License-Identifier: Apache-2.0
//
// The inner product of two vectors of coefficients, added from first to last: a library's sum might
// choose another order, and with it other bits.
#pragma once

#include <cstddef>
#include <vector>

namespace odds::solver {

// Requires: equal lengths.
inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

}  // namespace odds::solver
