// SPDX-License-Identifier: Apache-2.0
#include "lesson/logistic_trick_numbers.hpp"

#include <algorithm>
#include <cmath>

#include <odds/kernels.hpp>

namespace odds::lesson {
namespace {

constexpr int tenths_searched = 10'000;

// Walks away from zero, in tenths, until `works` says no.
template <class Test>
Break search(int direction, Test works) {
  for (int tenths = 1; tenths <= tenths_searched; ++tenths) {
    if (!works(direction * tenths / 10.0)) {
      return {direction * (tenths - 1) / 10.0, direction * tenths / 10.0};
    }
  }
  return {};
}

template <class Real>
Breaks breaks() {
  const auto naive = [](double z) { return naive_sigma(static_cast<Real>(z)); };
  return {search(-1, [](double z) { return std::isfinite(std::exp(-static_cast<Real>(z))); }),
          search(+1, [&](double z) { return naive(z) < 1; }),
          search(-1, [&](double z) { return naive(z) > 0; })};
}

// Right decimal digits of a value: no more than its type is sure to hold, 0 where it is infinite
// or wrong in the first.
int right_digits(double value, double right, int most) {
  const double error = std::fabs(value - right) / std::fabs(right);
  if (!(error < 1)) return 0;
  return std::min(static_cast<int>(-std::log10(std::max(error, 1e-300))), most);
}

TrickRow row_at(double z) {
  TrickRow row;
  row.z = z;
  row.naive_float = naive_loss(static_cast<float>(z));
  row.naive_double = naive_loss(z);
  row.identity = std::log(1 + std::exp(-std::fabs(z))) - std::min(0.0, z);
  row.stable = -log_sigma(z);
  row.float_digits =
      right_digits(row.naive_float, row.stable, std::numeric_limits<float>::digits10);
  row.double_digits =
      right_digits(row.naive_double, row.stable, std::numeric_limits<double>::digits10);
  return row;
}

}  // namespace

template <class Real>
Real naive_sigma(Real z) {
  return 1 / (1 + std::exp(-z));
}

template <class Real>
Real naive_loss(Real z) {
  return -std::log(naive_sigma(z));
}

template float naive_sigma(float);
template double naive_sigma(double);
template float naive_loss(float);
template double naive_loss(double);

TrickNumbers trick_numbers() {
  TrickNumbers numbers;
  numbers.in_float = breaks<float>();
  numbers.in_double = breaks<double>();
  for (const double z : {-800.0, -100.0, -10.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0}) {
    numbers.rows.push_back(row_at(z));
  }
  numbers.far = -800;
  numbers.far_loss = -log_sigma(numbers.far);
  numbers.sure = 40;
  numbers.sure_loss = -log_sigma(-numbers.sure);
  numbers.sure_residual = -sigma(-numbers.sure);
  return numbers;
}

}  // namespace odds::lesson
