// SPDX-License-Identifier: Apache-2.0
//
// The inner scale of a column of numbers.
//
//   x~ = (x - c) 2^k,   k such that max |x~| lies in [1/2, 1]
//
// c is near the weighted mean. It is rounded to a multiple of 2^-20 of the spread, so that x - c is
// exact for whole numbers and for data that lie far from zero (Sterbenz). Any c gives the same fit;
// only the conditioning of the curvature depends on it, and 2^-20 of the spread is nothing there.
//
// Where |x| is beyond 2^900 or below 2^-900 the same is done in two steps, (x 2^a - c 2^a) 2^b with
// a + b = k, so that no difference overflows and no power of two is subnormal.
#pragma once

#include "design/encoder.hpp"
#include "design/features.hpp"

namespace odds::design {

struct Scaling {
  NumberTransform transform;
  int exponent = 0;      // k
  double centre = 0;     // c, in the user's units
  double mean = 0;       // in the user's units
  double largest = 1.0;  // max over used rows of |x~|
};

// Requires: feature.is_number().
Scaling standardise(const Feature& feature, bool centred);

// About a centre that was chosen before, in the units of feature.low.
Scaling standardise_about(const Feature& feature, double centre);

}  // namespace odds::design
