// SPDX-License-Identifier: Apache-2.0
//
// Passes over the values of one column as it lies in a table, in eight lanes like the tile kernels:
// the same bits on every target.
#pragma once

#include <cstddef>
#include <limits>

namespace odds::kernels {

// out[i] = (x[i] pre - centre) scale, each operation rounded once. NaN stays NaN.
struct ColumnScale {
  double pre = 1.0;
  double centre = 0.0;
  double scale = 1.0;
};
void scale_column(const double* x, std::size_t count, const ColumnScale& scale, double* out);

// y[i] -= factor x[i], rounded once.
void subtract_multiple(const double* x, std::size_t count, double factor, double* y);

// Of the values v = x pre that are numbers.
struct ColumnSummary {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double moment = 0;  // sum of v - origin
  double count = 0;
};
ColumnSummary summarise_column(const double* x, std::size_t count, double pre, double origin);

}  // namespace odds::kernels
