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
// Two iterations need no curvature of their own. The first, where the caller knows it nearly. And
// the last but one: within a distance d of each other, in the norm of either, curvatures differ by
// at most the factor exp(R d), so close to the minimum the one of the point before serves as well.
//
// Nocedal & Wright (2006), Numerical Optimization, algorithms 3.1 and 3.2.
#pragma once

#include <optional>
#include <vector>

#include "solver/outcome.hpp"

namespace odds::solver {

// Where to begin. `curvature`, where not empty, is about the one there, (P, P); with it value and
// gradient there, where they are known.
struct Start {
  std::vector<double> coefficients;
  std::vector<double> curvature = {};
  std::optional<objective::Evaluation> evaluation = std::nullopt;
};

Outcome newton(const objective::Smooth& objective, const Problem& problem, Start start);

// Whether the stopping rule holds at a point.
bool is_proved(const Problem& problem, const Proof& proof);

// The last part alone: full steps from a point where the stopping rule holds.
void polish(const objective::Smooth& objective, const Problem& problem, Outcome& outcome);

}  // namespace odds::solver
