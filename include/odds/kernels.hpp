// SPDX-License-Identifier: Apache-2.0
//
// The logistic family in double: what every number of odds is made of, with the same bits on every
// machine.
//
//   function           formula                              largest error over all finite z
//   sigma              1 / (1 + exp(-z))                    2.5 ulp
//   log_sigma          -softplus(-z)                        2.5 ulp
//   softplus           log(1 + exp(-|z|)) + max(0, z)       2.5 ulp
//   sigma_derivative   sigma(z) sigma(-z)                   4.5 ulp
//
//   z = +inf: 1, 0, +inf, 0.   z = -inf: 0, -inf, 0, 0.   NaN: NaN.
//
// A row with the linear predictor z has the loss -log_sigma(z) and the residual p - y = -sigma(-z)
// where y = 1, and -log_sigma(-z) and sigma(z) where y = 0: no digit is lost at either end.
#pragma once

namespace odds {

double sigma(double z);
double log_sigma(double z);
double softplus(double z);
double sigma_derivative(double z);

}  // namespace odds
