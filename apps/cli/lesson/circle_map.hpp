// SPDX-License-Identifier: Apache-2.0
//
// Section 4.7 as a picture: the probabilities of the one unit and of the network over the square,
// and the lines on which the hidden units say 1/2.
#pragma once

#include <vector>

#include "lesson/network_part.hpp"
#include "lesson/surface.hpp"

namespace odds::lesson {

struct Segment {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

struct CircleMap {
  NetworkNumbers numbers;
  Axis axis;  // of x1 and of x2
  // That at (axis.at(i), axis.at(j)) is number i axis.count() + j.
  std::vector<double> unit, network;
  std::vector<Segment> lines;  // one for each hidden unit whose line crosses the square
};

CircleMap circle_map();

}  // namespace odds::lesson
