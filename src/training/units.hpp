// SPDX-License-Identifier: Apache-2.0
//
// The parameters of a network in the user's units, as a fitted model keeps them.
#pragma once

#include <vector>

#include <odds/network.hpp>

#include "design/design.hpp"
#include "objective/network.hpp"

namespace odds::training {

// Inputs of the first layer become the terms of the design without the intercept.
// Requires: hidden layers, and a design with an intercept.
Network to_user_units(const design::Design& design, const objective::NetworkObjective& objective,
                      const std::vector<double>& point);

}  // namespace odds::training
