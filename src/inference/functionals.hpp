// SPDX-License-Identifier: Apache-2.0
//
// From inner coordinates to the user's units. Each term the user sees is a linear functional of the
// inner coefficients theta~ (design.hpp):
//
//   a number or level      theta_t = 2^exponent theta~_t
//   the intercept          b = theta~_0 - sum_k c_k 2^exponent_k theta~_k
//   the user's constant    theta_t = (the same sum) / value
#pragma once

#include <cstddef>
#include <vector>

#include "design/design.hpp"

namespace odds::inference {

struct Functional {
  std::vector<double> weights;  // over the inner coordinates
  double scale = 1.0;           // the user's value is scale 2^exponent (weights' theta~)
  int exponent = 0;

  double to_user(double value) const;  // rounds once, into the subnormal range too
};

// One functional a term, in the order of design.terms().
std::vector<Functional> functionals(const design::Design& design);

// The value of the linear predictor at the centres of all columns; zero where there is no column of
// ones.
Functional centred_intercept(const design::Design& design);

// weights' values, as if in twice the working precision (Ogita, Rump & Oishi 2005, Dot2).
double accurate_dot(const std::vector<double>& weights, const std::vector<double>& values);

}  // namespace odds::inference
