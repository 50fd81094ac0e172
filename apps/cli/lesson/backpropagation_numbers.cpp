// SPDX-License-Identifier: Apache-2.0
#include "lesson/backpropagation_numbers.hpp"

#include <cmath>
#include <cstddef>

#include <odds/kernels.hpp>

#include "lesson/flights.hpp"

namespace odds::lesson {
namespace {

// dL/dp of one row.
double loss_by_probability(double y, double p) { return -(y / p - (1 - y) / (1 - p)); }

OneUnitPass pass(const OneUnit& unit, double x, double y) {
  OneUnitPass at;
  at.unit = unit;
  at.x = x;
  at.y = y;
  at.z = unit.w * x + unit.b;
  at.p = sigma(at.z);
  at.loss = row_loss(y, at.z);
  at.d_p = loss_by_probability(y, at.p);
  at.dp_dz = sigma_derivative(at.z);
  at.d_z = at.d_p * at.dp_dz;
  at.d_w = at.d_z * x;
  at.d_b = at.d_z;
  at.fused = residual(y, at.z);
  return at;
}

TwoUnitsPass pass(const TwoUnits& units, double x, double y) {
  TwoUnitsPass at;
  at.units = units;
  at.x = x;
  at.y = y;
  at.z0 = units.w0 * x + units.b0;
  at.h = sigma(at.z0);
  at.z1 = units.w1 * at.h + units.b1;
  at.p = sigma(at.z1);
  at.loss = row_loss(y, at.z1);
  at.d_p = loss_by_probability(y, at.p);
  at.dp_dz1 = sigma_derivative(at.z1);
  at.d_z1 = at.d_p * at.dp_dz1;
  at.d_w1 = at.d_z1 * at.h;
  at.d_b1 = at.d_z1;
  at.dz1_dh = units.w1;
  at.d_h = at.d_z1 * at.dz1_dh;
  at.dh_dz0 = sigma_derivative(at.z0);
  at.d_z0 = at.d_h * at.dh_dz0;
  at.d_w0 = at.d_z0 * x;
  at.d_b0 = at.d_z0;
  return at;
}

template <class Function>
Difference difference(Function function, double at, double h, double derivative) {
  Difference result;
  result.h = h;
  result.quotient = (function(at + h) - function(at - h)) / (2 * h);
  result.error = std::fabs(result.quotient - derivative);
  return result;
}

constexpr double TwoUnits::*parameters[] = {&TwoUnits::w0, &TwoUnits::b0, &TwoUnits::w1,
                                            &TwoUnits::b1};

double mean_loss_of(const TwoUnits& units) {
  const Flights& table = flights();
  double sum = 0;
  for (std::size_t i = 0; i < table.distress.size(); ++i) {
    sum += pass(units, small_input(table.temperature[i]), table.distress[i]).loss;
  }
  return sum / static_cast<double>(table.distress.size());
}

std::array<double, 4> mean_gradient_of(const TwoUnits& units) {
  const Flights& table = flights();
  const auto rows = static_cast<double>(table.distress.size());
  std::array<double, 4> sum = {};
  for (std::size_t i = 0; i < table.distress.size(); ++i) {
    const TwoUnitsPass at = pass(units, small_input(table.temperature[i]), table.distress[i]);
    const std::array<double, 4> row = {at.d_w0, at.d_b0, at.d_w1, at.d_b1};
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += row[j];
  }
  for (double& value : sum) value /= rows;
  return sum;
}

void check_gradients(BackpropagationNumbers& numbers) {
  const TwoUnitsPass& two = numbers.two;
  for (const double h : {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-12}) {
    const auto loss = [&](double w0) {
      TwoUnits moved = two.units;
      moved.w0 = w0;
      return pass(moved, two.x, two.y).loss;
    };
    numbers.by_first_weight.push_back(difference(loss, two.units.w0, h, two.d_w0));
  }
  numbers.mean_loss = mean_loss_of(two.units);
  numbers.mean_gradient = mean_gradient_of(two.units);
  for (std::size_t j = 0; j < numbers.mean_gradient.size(); ++j) {
    const auto loss = [&](double value) {
      TwoUnits moved = two.units;
      moved.*parameters[j] = value;
      return mean_loss_of(moved);
    };
    numbers.mean_differences[j] =
        difference(loss, two.units.*parameters[j], 1e-5, numbers.mean_gradient[j]);
  }
}

}  // namespace

double small_input(double temperature) { return (temperature - 70) / 10; }

BackpropagationNumbers backpropagation_numbers() {
  BackpropagationNumbers numbers;
  constexpr std::size_t coldest = 13;  // 53 degrees, distress
  const double x = small_input(flights().temperature[coldest]);
  const double y = flights().distress[coldest];
  numbers.one = pass(OneUnit{-1, -1}, x, y);
  const auto log_loss = [&](double p) { return -(y > 0 ? std::log(p) : std::log(1 - p)); };
  numbers.by_probability = difference(log_loss, numbers.one.p, 1e-4, numbers.one.d_p);
  numbers.step = 0.5;
  const OneUnitPass& one = numbers.one;
  numbers.after_step =
      pass(OneUnit{one.unit.w - numbers.step * one.d_w, one.unit.b - numbers.step * one.d_b}, x, y);
  numbers.wrong_step =
      pass(OneUnit{one.unit.w + numbers.step * one.d_w, one.unit.b + numbers.step * one.d_b}, x, y);
  numbers.two = pass(TwoUnits{-1, 0.5, 2, -1.5}, x, y);
  check_gradients(numbers);
  return numbers;
}

}  // namespace odds::lesson
