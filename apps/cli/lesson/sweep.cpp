// SPDX-License-Identifier: Apache-2.0
#include "lesson/sweep.hpp"

#include <cmath>
#include <limits>

#include <odds/kernels.hpp>

#include "lesson/logistic_trick_numbers.hpp"

namespace odds::lesson {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double ulps_between(double naive, double stable) {
  if (!std::isfinite(naive)) return infinity;
  const double size = std::fabs(stable);
  return std::fabs(naive - stable) / (std::nextafter(size, infinity) - size);
}

void append(double naive, double stable, SweepQuantity& quantity) {
  quantity.naive.push_back(naive);
  quantity.stable.push_back(stable);
  quantity.ulps.push_back(ulps_between(naive, stable));
}

}  // namespace

SweepNumbers sweep_numbers() {
  SweepNumbers numbers;
  for (int z = -800; z < -50; z += 10) numbers.z.push_back(z);
  for (int halves = -100; halves <= 100; ++halves) numbers.z.push_back(halves / 2.0);
  for (int z = 60; z <= 800; z += 10) numbers.z.push_back(z);
  for (const double z : numbers.z) {
    const double p = naive_sigma(z);
    const double slope = p * (1 - p);
    append(p, sigma(z), numbers.probability);
    append(std::log(p), log_sigma(z), numbers.log_probability);
    append(-std::log(1 - p), -log_sigma(-z), numbers.loss);
    append(-1 / p * slope, -sigma(-z), numbers.gradient_event);
    append(1 / (1 - p) * slope, sigma(z), numbers.gradient_other);
  }
  return numbers;
}

}  // namespace odds::lesson
