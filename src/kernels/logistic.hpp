// SPDX-License-Identifier: Apache-2.0
//
// The logistic family in double, scalar and vector, with the same bits on every target.
//
//   function           formula                              largest error over all finite z
//   sigma              1 / (1 + exp(-z))                    2.5 ulp
//   log_sigma          -softplus(-z)                        2.5 ulp
//   softplus           log(1 + exp(-|z|)) + max(0, z)       2.5 ulp
//   sigma_derivative   sigma(z) sigma(-z)                   3.5 ulp
//
//   z = +inf: 1, 0, +inf, 0.   z = -inf: 0, -inf, 0, 0.   NaN: NaN.
//
// The bounds hold for subnormal results too and are tested against 50-digit arithmetic.
#pragma once

#include <cstddef>

namespace odds::kernels {

double sigma(double z);
double log_sigma(double z);
double softplus(double z);
double sigma_derivative(double z);

// out[i] = f(z[i]) for i < count. `out` may be `z`.
void sigma(const double* z, double* out, std::size_t count);
void log_sigma(const double* z, double* out, std::size_t count);
void softplus(const double* z, double* out, std::size_t count);
void sigma_derivative(const double* z, double* out, std::size_t count);

}  // namespace odds::kernels
