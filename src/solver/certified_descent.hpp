// SPDX-License-Identifier: Apache-2.0
//
// A method that knows value and gradient alone (first_order.hpp), followed until the certificate
// proves its point; then Newton's closing steps as in newton.hpp.
//
// The method sees the mean objective over scale_j theta_j, in coordinates whose columns are alike
// in size. Every 50 iterations the certificate is tried (one pass with curvature), and as soon as
// the gradient has become as small as the last trial says it must.
#pragma once

#include <functional>
#include <vector>

#include "solver/first_order.hpp"
#include "solver/outcome.hpp"

namespace odds::solver {

using FirstOrderMethod =
    std::function<Descent(const MeanLoss& loss, std::vector<double> start, const Watch& watch)>;

// `scales` are powers of two, so that they cost no rounding, one for each coefficient.
Outcome descend_to_proof(const objective::Smooth& objective, const Problem& problem,
                         const std::vector<double>& scales, const FirstOrderMethod& method);

}  // namespace odds::solver
