// SPDX-License-Identifier: Apache-2.0
//
// The minimum of the objective where some functionals of the coefficients are held:
//
//   minimise F(theta)  subject to  a_k'theta = c_k
//
// Newton's step d minimises g'd + d'Hd/2 under A'd = c - A'theta. With H = L L', w = L^-1 g and
// L^-1 A = Q T it is L'd = -(w - Q Q'w) + Q T'^-1 (c - A'theta), so that neither A'H^-1 A nor H^-1
// is formed; steps are halved until F falls. Where columns separate rows under the constraints
// there is no minimum: F falls to its infimum, and the search ends where nothing is left to gain.
#pragma once

#include <functional>
#include <vector>

#include "objective/likelihood.hpp"

namespace odds::inference {

// In the coordinates of the objective.
struct Constraints {
  std::vector<std::vector<double>> functionals;  // the a_k
  std::vector<double> values;                    // the c_k
};

struct ConstrainedMinimum {
  bool found = false;  // the decrement on the constraints is zero to working precision
  std::vector<double> coefficients;
  double value = 0;                 // F at the minimum
  std::vector<double> multipliers;  // dF/dc_k
  std::vector<double> tangent;      // d theta / dc of the last functional along the minima
};

// `start` should satisfy the constraints, and is moved on to them where it does not. Requires: the
// functionals are independent.
ConstrainedMinimum constrained_minimum(const objective::Objective& objective,
                                       const Constraints& constraints, std::vector<double> start);

// constrained_minimum() of a likelihood, or of another function in its place.
using ConstrainedSearch =
    std::function<ConstrainedMinimum(const Constraints& constraints, std::vector<double> start)>;

}  // namespace odds::inference
