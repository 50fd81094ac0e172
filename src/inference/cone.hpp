// SPDX-License-Identifier: Apache-2.0
//
// Whether a vector is a combination of others with coefficients >= 0 (non-negative least squares).
//
//   minimise |v - sum_i y_i ray_i|  over  y >= 0
//
// Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23. O(rays m) a step, about m
// steps in m dimensions.
#pragma once

#include <vector>

namespace odds::inference {

// True when the distance of `v` from the cone is rounding. All vectors have unit length.
bool is_in_cone(const std::vector<std::vector<double>>& rays, const std::vector<double>& v);

}  // namespace odds::inference
