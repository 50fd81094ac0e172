// SPDX-License-Identifier: Apache-2.0
//
// The gradient by backpropagation beside central differences of the loss,
//
//   d'g  and  [F(theta + h d) - F(theta - h d)] / (2 h),
//
// in 20 random directions d of length 1, at a random point and on at most 10,000 of the user's own
// rows. The largest difference is reported relative to the largest of the derivatives; it passes
// up to 1e-5: the differences themselves are good to about 1e-9, less where a relu bends.
#pragma once

#include <cstdint>
#include <vector>

#include <odds/network.hpp>

#include "objective/network.hpp"

namespace odds::training {

GradientCheck check_gradient(const design::Design& design,
                             const objective::NetworkObjective& objective,
                             const objective::RowFlags& kept_apart,
                             const std::vector<double>& point, std::uint64_t seed);

}  // namespace odds::training
