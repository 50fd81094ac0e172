// SPDX-License-Identifier: Apache-2.0
//
// Standard errors and correlations from the curvature at the estimate: the inverse of
// X'diag(w f m p q)X. For a functional a'theta~ the standard error is |L^-1 a| with H = L L', and
// two functionals correlate as their vectors L^-1 a do; no covariance is formed, which would
// overflow at extreme units.
#pragma once

#include <cstddef>
#include <vector>

#include "inference/functionals.hpp"
#include "objective/view.hpp"

namespace odds::inference {

struct StandardErrors {
  std::vector<double> std_errors;   // NaN for terms without a finite estimate
  std::vector<double> correlation;  // terms x terms, row major; NaN rows likewise
};

// `curvature` is in the coordinates of the view. `has_estimate[t]` tells which functionals the
// view determines. Empty vectors where the curvature is singular to working precision.
StandardErrors standard_errors(const std::vector<double>& curvature, const objective::View& view,
                               const std::vector<Functional>& functionals,
                               const std::vector<bool>& has_estimate);

}  // namespace odds::inference
