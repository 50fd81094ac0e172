// SPDX-License-Identifier: Apache-2.0
//
// The ridge penalty of a training, (1/2) strength sum w^2, on its flat parameters: those act on
// standardised inputs.
//
//   network    all weights, none of the biases
//   one unit   the coefficients in the user's units, as Newton's penalty: theta = w 2^e / s, for a
//              column of standard deviation s with x~ = (x - centre) 2^e; not the intercept
#pragma once

#include <vector>

#include "design/design.hpp"
#include "network/layout.hpp"
#include "penalty/ridge.hpp"

namespace odds::training {

// `strength` of the total loss: l2 times the sum of weights; 0: no penalty. `scales` as of
// objective::input_scales().
penalty::Ridge training_ridge(const design::Design& design, const network::Shape& shape,
                              const std::vector<double>& scales, double strength);

}  // namespace odds::training
