// SPDX-License-Identifier: Apache-2.0
//
// Chapter 4 as paths: gradient descent from zero on the standardised temperature with many lengths
// of a step, and Newton's method from the same place; the surface on which they walk; and the
// forecast with its limits.
//
//   descent  theta <- theta - step dL/dtheta        Newton  theta <- theta - H^-1 dL/dtheta
//   H = mean of sigma(z) sigma(-z) (1, x)(1, x)'
#pragma once

#include <cstddef>
#include <vector>

#include "lesson/flights.hpp"
#include "lesson/surface.hpp"

namespace odds::lesson {

// Where one is before the first step and after each.
struct Walk {
  double step = 0;  // 0 of Newton's method, which takes none
  std::vector<Unit> points;
  std::vector<double> losses;
};

struct DescentNumbers {
  Surface surface;
  std::vector<Walk> descents;  // by step, the shortest first
  Walk newton;
  Unit best;  // of odds
  double best_loss = 0;
};

// How far the losses of a walk lie above the lowest.
std::vector<double> gaps(const Walk& walk, double best_loss);

DescentNumbers descent_numbers();

// By temperature: the probability of damage with its 95% limits.
struct ForecastNumbers {
  std::vector<double> temperature, probability, low, high;
};

ForecastNumbers forecast_numbers();

}  // namespace odds::lesson
