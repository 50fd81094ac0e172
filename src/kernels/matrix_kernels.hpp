// SPDX-License-Identifier: Apache-2.0
//
// The products and activations of layers of units. Rows lie one after another here, so that the
// lanes run over the units of a row: each sum is a single chain of multiply-adds in the order of
// `depth`, and needs no fold. The same bits on every target.
#pragma once

#include <cstddef>

namespace odds::kernels {

// A matrix with any strides: element (i, k) is data[i * row_stride + k * column_stride].
struct StridedMatrix {
  const double* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t column_stride = 0;
};

// sums[i * sum_stride + n] += sum_k left(i, k) right[k * right_stride + n]
//   for i < rows, n < columns, k < depth, added in the order of k.
// Requires: columns and both strides multiples of 8; right and sums aligned to 64 bytes, and apart
// from each other and from left.
void multiply_add(const StridedMatrix& left, std::size_t rows, std::size_t depth,
                  const double* right, std::size_t right_stride, std::size_t columns, double* sums,
                  std::size_t sum_stride);

// value[i] = f(z[i]) and slope[i] = f'(z[i]) for i < count; count a multiple of 8, `value` may be
// `z`. slope may be null.
//   function   f                     f'                        largest error over all finite z
//   logistic   1 / (1 + exp(-z))     sigma(z) sigma(-z)        2.5 and 3.5 ulp
//   tanh       tanh(z)               1 - tanh(z)^2             3 and 4.5 ulp
//   relu       max(0, z)             1 where z > 0, else 0     exact
// The logistic unit has the bits of sigma and sigma_derivative (logistic.hpp). At infinities the
// limits, at NaN NaN; tanh(-0) is -0.
void activate_logistic(const double* z, std::size_t count, double* value, double* slope);
void activate_tanh(const double* z, std::size_t count, double* value, double* slope);
void activate_relu(const double* z, std::size_t count, double* value, double* slope);

// values[i] *= factors[i] for i < count; count a multiple of 8.
void multiply_by(const double* factors, std::size_t count, double* values);

}  // namespace odds::kernels
