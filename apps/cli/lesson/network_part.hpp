// SPDX-License-Identifier: Apache-2.0
//
// The last section of chapter 4: points inside a circle, which one unit cannot tell from those
// outside, and a network that can.
#pragma once

#include <cstddef>
#include <vector>

#include <odds/model.hpp>

#include "lesson/pieces.hpp"

namespace odds::lesson {

// Points of the square from -1 to 1, and whether they lie inside the circle.
struct Points {
  std::vector<double> x1, x2, inside;
};

struct NetworkNumbers {
  Points points;
  std::size_t hidden = 0;
  FittedModel unit, network;
  double unit_accuracy = 0, network_accuracy = 0;
  double unit_loss = 0, unit_low = 0, unit_high = 0;  // and the range of its probabilities
};

NetworkNumbers network_numbers();

Points circle_points();
Table table_of(const Points& points);
std::vector<double> probabilities(const FittedModel& model, const Points& points);

void tell_network(Chapter& chapter);

}  // namespace odds::lesson
