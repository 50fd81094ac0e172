// SPDX-License-Identifier: Apache-2.0
//
// A step length along a direction of descent. With phi(t) = f(x + t d), the strong Wolfe conditions
//
//   phi(t) <= phi(0) + c1 t phi'(0),   |phi'(t)| <= c2 |phi'(0)|
//
// or, where phi(t) = phi(0) up to rounding, the approximate ones
//
//   (1 - 2 c1) |phi'(0)| >= phi'(t) >= c2 phi'(0)
//
// A bracket keeps a lower end with enough decrease and a slope still steep, and an upper end where
// either decrease is missing, or the slope has turned, or a number is not finite; so a minimum of
// phi(t) - c1 t phi'(0), where the conditions hold, lies between. Trials inside come from cubic
// interpolation, from the secant of the slopes where the values are flat, and every third one is
// the middle.
//
// Sources: Nocedal & Wright (2006), section 3.5; Hager & Zhang (2005), SIAM J. Optim. 16, 170-192.
#pragma once

#include <vector>

#include "solver/first_order.hpp"

namespace odds::solver {

// Where a line begins, and room for a trial on it.
struct Line {
  const MeanLoss& loss;
  const std::vector<double>& from;
  const std::vector<double>& direction;
  double value = 0;  // at `from`
  double slope = 0;  // along `direction`; below 0
  std::vector<double>& trial;
  std::vector<double>& trial_gradient;
  double trial_value = 0;
};

// Tries `first` and then what the bracket asks for. The length that was accepted, with point, value
// and gradient there left in the trial; 0 where no length was found.
double search_line(Line& line, double first);

}  // namespace odds::solver
