// SPDX-License-Identifier: Apache-2.0
//
// Walks forward and backward through one row, as odds::explain() tells them: through the unit and
// the two units of chapter 2, with the coefficients that are chosen there, and through a network of
// three hidden units on the points of section 4.7. L is the loss of the row alone.
#pragma once

#include <vector>

#include <odds/explanation.hpp>

#include "lesson/backpropagation_numbers.hpp"

namespace odds::lesson {

// On the coldest flight, x = (t - 70) / 10.
Explanation walk_through(const OneUnit& unit);
Explanation walk_through(const TwoUnits& units);

// Through the same network: points far inside, inside, outside and far outside the circle.
std::vector<Explanation> walks_through_network();

}  // namespace odds::lesson
