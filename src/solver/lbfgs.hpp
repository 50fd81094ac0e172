// SPDX-License-Identifier: Apache-2.0
//
// L-BFGS: a quasi-Newton method that knows the last few steps s and changes of the gradient y.
//
//   theta <- theta + t d,   d = -H g,   t by a line search
//
// H, about the inverse of the curvature, is made from `memory` pairs (s, y) by the two loops of
// Nocedal (1980), starting from s'y / y'y. A step length is accepted under the strong Wolfe
// conditions, or, where the values differ by rounding alone, under the approximate ones of Hager &
// Zhang (2005), which see slopes only: so gradients of 1e-13 of the first one can be reached.
//
// Cost: about one evaluation and 4 memory dimension() products an iteration.
// Source: Nocedal & Wright (2006), Numerical Optimization, algorithms 7.4, 7.5 and 3.5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "solver/first_order.hpp"

namespace odds::solver {

struct LbfgsOptions {
  double gradient_tolerance = 0.0;  // of the Euclidean norm of the gradient of the mean loss
  std::int64_t max_iterations = 1000;
  std::size_t memory = 10;  // Requires: > 0
};

// The values it accepts never rise by more than rounding.
Descent lbfgs(const MeanLoss& loss, std::vector<double> start, const LbfgsOptions& options,
              const Watch& watch);

}  // namespace odds::solver
