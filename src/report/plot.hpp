// SPDX-License-Identifier: Apache-2.0
//
// A curve over penalties in characters: lambda on a log scale falling to the right, as the tables
// list it, with a bar for the uncertainty of each point and marked places.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <odds/inference.hpp>

namespace odds::report {

struct PlotPoint {
  double x = 0;  // above 0
  double value = 0;
  double low = not_applicable;  // ends of the bar; NaN: none
  double high = not_applicable;
};

struct PlotMark {
  double x = 0;
  std::string label;  // above a dotted line from top to bottom
};

struct PlotRequest {
  std::string title;    // what is drawn upwards
  std::string x_title;  // below the axis
  std::vector<PlotPoint> points;
  std::vector<PlotMark> marks;
};

// Lines of at most `width` columns; "" where there is nothing to draw.
std::string log_plot(const PlotRequest& request, std::size_t width);

// About `count` round values (1, 2 or 5 times a power of ten apart) within [low, high].
std::vector<double> round_ticks(double low, double high, std::size_t count);

}  // namespace odds::report
