// SPDX-License-Identifier: Apache-2.0
//
// The ridge penalty of a training, (1/2) sum strength w^2, on its flat parameters: those act on
// standardised inputs.
//
//   network    all weights alike, none of the biases
//   one unit   the coefficients as of Newton's penalty (inference/penalty_strengths.hpp), theta~ =
//              w / s for an inner column of standard deviation s
#pragma once

#include <vector>

#include "design/design.hpp"
#include "network/layout.hpp"
#include "penalty/ridge.hpp"

namespace odds::training {

// `training_weight`: the sum of weights of the rows that are learned from. `scales` as of
// objective::input_scales().
penalty::Ridge training_ridge(const design::Design& design, const network::Shape& shape,
                              const std::vector<double>& scales, const DesignOptions& options,
                              double training_weight);

}  // namespace odds::training
