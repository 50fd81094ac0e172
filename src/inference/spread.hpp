// SPDX-License-Identifier: Apache-2.0
//
// Weighted standard deviations of the inner columns, divisor W:
//
//   sd_j^2 = (1/W) sum_i w_i f_i m_i x_ij^2 - mean_j^2
//
// theta_j sd_j is the standardised coefficient: the change of the log-odds over one standard
// deviation. (SAS prints it divided by pi / sqrt 3, the standard deviation of the logistic law.)
#pragma once

#include <vector>

#include "design/design.hpp"
#include "objective/view.hpp"

namespace odds::inference {

// From `gram`, the sum of w f m x x' in the coordinates of a view with all columns, of which column
// 0 is one of ones.
std::vector<double> column_spreads(const std::vector<double>& gram, const objective::View& view,
                                   double sum_weights);

// The same in a pass of its own, for any design.
std::vector<double> column_spreads(const design::Design& design, unsigned workers);

}  // namespace odds::inference
