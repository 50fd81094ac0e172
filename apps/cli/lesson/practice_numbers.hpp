// SPDX-License-Identifier: Apache-2.0
//
// The numbers of chapter 4: gradient descent on the flights with several steps, in degrees and in
// standardised temperatures; Newton's method; what the coefficients mean.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <odds/model.hpp>

#include "lesson/flights.hpp"

namespace odds::lesson {

// theta <- theta - step * dL/dtheta from zero.
struct Descent {
  double step = 0;
  std::vector<double> losses;  // before each step, and after the last
  Unit end;
};

Descent descend(const std::vector<double>& x, double step, std::int64_t steps);

// Mean and standard deviation of the temperature.
struct Scaling {
  double centre = 0, spread = 0;
};

Scaling temperature_scaling();
std::vector<double> standardised_temperatures();

struct PracticeNumbers {
  double centre = 0, spread = 0;  // of the temperature
  std::vector<double> standardised;
  Descent small, good, large;   // in standardised temperatures
  std::int64_t good_steps = 0;  // of `good`, until the loss is within `near` of the best
  double near = 0;
  Unit in_degrees;                                       // the end of `good` in degrees
  Descent raw, raw_large;                                // in degrees
  FittedModel newton, gradient;                          // by odds
  std::vector<std::pair<double, double>> newton_losses;  // step and loss, where odds tells it
  double solver_difference = 0;                          // between the slopes of the two
  FittedModel with_good, with_large;  // gradient descent by odds with these steps, and no other
  double odds_ratio_ten = 0;          // of ten degrees less
  double probability_cold = 0, probability_warm = 0;  // at 31 and 75 degrees
  double low_cold = 0, high_cold = 0;                 // 95% limits at 31
};

PracticeNumbers practice_numbers();

}  // namespace odds::lesson
