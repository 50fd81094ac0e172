// SPDX-License-Identifier: Apache-2.0
//
// Full-batch gradient descent, the method that everyone is taught:
//
//   theta <- theta - step * dL/dtheta      L the mean objective, in scaled and centred columns
//
// With a fixed step, or with backtracking: the step doubles after a success and halves until the
// objective decreases enough. Every 50 steps the certificate is tried (one pass with curvature);
// where it proves the point, Newton's closing steps follow as in newton.hpp.
//
// Converges linearly at 1 - 1/kappa a step, kappa the condition number of the scaled curvature.
#pragma once

#include <vector>

#include "solver/outcome.hpp"

namespace odds::solver {

Outcome gradient_descent(const objective::Objective& objective, const Problem& problem,
                         std::vector<double> start);

}  // namespace odds::solver
