// SPDX-License-Identifier: Apache-2.0
//
// A hidden unit of the first layer, read as a logistic model of its own:
//
//   z = b + sum_j w_j (x_j - centre_j)  =  (b - sum_j w_j centre_j) + sum_j w_j x_j
#pragma once

#include <cstddef>
#include <vector>

#include <odds/model.hpp>

namespace odds::report {

struct UnitReading {
  double bias = 0;              // at the centres
  double bias_at_zero = 0;      // where every number is 0
  std::vector<double> weights;  // by term, in the user's units
  std::vector<double> per_sd;   // by term: for one standard deviation of a number
  std::vector<double> onward;   // by unit of the next layer: the weight with which it enters
};

// Requires: unit < model.network.layers[0].units() and a layer after it.
UnitReading read_unit(const FittedModel& model, std::size_t unit);

}  // namespace odds::report
