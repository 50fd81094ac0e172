// SPDX-License-Identifier: Apache-2.0
//
// Full-batch gradient descent, the method that everyone is taught:
//
//   theta <- theta - step * dL/dtheta
//
// With a fixed step, or with backtracking: the step doubles after a success and halves until the
// loss decreases enough. With momentum, Nesterov's (1983): the gradient is taken at a point ahead,
//
//   x' = y - step * dL/dtheta(y),   y' = x' + momentum (x' - x),
//
// and where the value rises at y' the memory of x is dropped, y' = x' (O'Donoghue & Candes 2015,
// "Adaptive restart for accelerated gradient schemes"). The points accepted are the y.
//
// Converges linearly: at 1 - 1/kappa a step, kappa the condition number of the curvature; with the
// best momentum at 1 - 1/sqrt(kappa). Cost: an evaluation an iteration; with backtracking one more
// for each halving, and one more where there is momentum.
#pragma once

#include <cstdint>
#include <vector>

#include "solver/first_order.hpp"

namespace odds::solver {

struct DescentOptions {
  double step = 0.0;      // 0: backtracking
  double momentum = 0.0;  // in [0, 1)
  double gradient_tolerance = 0.0;
  std::int64_t max_iterations = 1000;
};

Descent descend(const MeanLoss& loss, std::vector<double> start, const DescentOptions& options,
                const Watch& watch);

}  // namespace odds::solver
