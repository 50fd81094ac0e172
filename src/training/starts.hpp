// SPDX-License-Identifier: Apache-2.0
//
// Where the training of a network begins.
//
// Embedded: the logistic regression z = x'theta + b carried through the first unit of each hidden
// layer in its near-linear range, and unfolded by the last unit; the other units have random
// weights and no say yet. For |z - middle| <= scale the first unit sees v = reach (z - middle) /
// scale, and
//   logistic  sigma(v) = 1/2 + v/4 - O(v^3)     tanh(v) = v - O(v^3)     relu(v + 2) = v + 2
// so the network's z differs from the regression's by O(reach^2) of its range (not at all for
// relu).
//
// Random: weights wide enough that units bend within the range of the data. (A network that starts
// near-linear in all units stays at a constant prediction on a quadratic boundary.)
#pragma once

#include <cstdint>
#include <vector>

#include "objective/network.hpp"

namespace odds::training {

// Reach of a start that the units can learn from, and of one that equals the regression to 1e-10.
inline constexpr double loose_reach = 0.5;
inline constexpr double tight_reach = 1e-5;

struct EmbeddedUnit {
  std::vector<double> point;  // of one unit over the same inputs, standardised
  double lowest = 0;          // of its z over the training rows, without offset
  double highest = 0;
};

// Requires: hidden layers, and a design with a column of ones.
std::vector<double> embedded_start(const objective::NetworkObjective& objective,
                                   const EmbeddedUnit& unit, double reach, std::uint64_t seed);

// `intercept` is the last unit's bias: the logit of the mean outcome.
std::vector<double> random_start(const objective::NetworkObjective& objective, double intercept,
                                 std::uint64_t seed, std::uint64_t start);

}  // namespace odds::training
