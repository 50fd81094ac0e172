// SPDX-License-Identifier: Apache-2.0
//
// The loss of one unit over a grid of its two coefficients, for plots whose sliders move from one
// point of the grid to the next. On the x and the grids of chapter 1 every z = b + w x is itself a
// point of a grid, so that one table of sigma serves every curve and every flight of the page.
//
//   L = mean of the losses of the flights,  dL/db = mean (p - y),  dL/dw = mean (p - y) x
#pragma once

#include <cstddef>
#include <vector>

#include "lesson/flights.hpp"

namespace odds::lesson {

// The numbers k / per_unit for the integers k from `first` to `last`.
struct Axis {
  int first = 0;
  int last = 0;
  int per_unit = 1;

  std::size_t count() const { return static_cast<std::size_t>(last - first) + 1; }
  double at(std::size_t index) const {
    return static_cast<double>(first + static_cast<int>(index)) / per_unit;
  }
};

// Values by bias and weight: that of (bias.at(i), weight.at(j)) is number i weight.count() + j.
struct Surface {
  Axis bias, weight;
  std::vector<double> loss, likelihood;    // the mean, and exp(-rows times the mean)
  std::vector<double> by_bias, by_weight;  // derivatives of the loss
};

// `x` by flight.
Surface surface(const std::vector<double>& x, const Axis& bias, const Axis& weight);

// At the points of a grid of z.
struct SigmaTable {
  Axis z;
  std::vector<double> sigma, loss;  // loss: -log sigma(z)
};

// Chapter 1: x = (t - 70) / 10 (small_input), so b is the log-odds at 70 degrees.
struct UnitNumbers {
  std::vector<double> x;  // by flight
  Surface surface;
  SigmaTable table;
  Unit best;  // of odds, on this x
  double best_loss = 0;
};

UnitNumbers unit_numbers();

// Section 1.4: the loss for each slope, p at the mean temperature kept, and its derivative.
struct ValleyNumbers {
  Axis weight;
  std::vector<double> loss, slope;
};

ValleyNumbers valley_numbers();

}  // namespace odds::lesson
