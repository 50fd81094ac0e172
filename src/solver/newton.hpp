// SPDX-License-Identifier: Apache-2.0
//
// Newton's method with step control.
//
//   theta <- theta - t H^-1 g,   t = 1, 1/2, 1/4, ... until the objective decreases enough
//
// Stops at lambda^2 <= tolerance with u < 0.9 (certificate.hpp), then takes full steps without line
// search until lambda has reached the level of rounding, at most three, and evaluates everything
// there. Cost: one pass with curvature an iteration, more where a step has to be shortened.
//
// Nocedal & Wright (2006), Numerical Optimization, algorithms 3.1 and 3.2.
#pragma once

#include <vector>

#include "solver/outcome.hpp"

namespace odds::solver {

Outcome newton(const objective::Objective& objective, const Problem& problem,
               std::vector<double> start);

// Whether the stopping rule holds at a point.
bool is_proved(const Problem& problem, const Proof& proof);

// The last part alone: full steps from a point where the stopping rule holds.
void polish(const objective::Objective& objective, const Problem& problem, Outcome& outcome);

}  // namespace odds::solver
