// SPDX-License-Identifier: Apache-2.0
//
// Hidden units that do nothing but pass a constant on: what the units of a network did on the rows
// of the fit, counted by layer.
#pragma once

#include <vector>

#include <odds/network.hpp>

#include "objective/network.hpp"

namespace odds::training {

// `activity` is that of the objective at `point`. One entry for each hidden layer.
std::vector<IdleUnits> idle_units(const objective::NetworkObjective& objective,
                                  const objective::NetworkActivity& activity,
                                  const std::vector<double>& point);

}  // namespace odds::training
