// SPDX-License-Identifier: Apache-2.0
//
// The numbers of chapter 2: forward and backward through one unit and through two, on one flight;
// and the gradient over all flights beside differences of the loss.
//
//   one unit    z = w x + b,  p = sigma(z),  L = -[y log p + (1 - y) log(1 - p)]
//   two units   z0 = w0 x + b0,  h = sigma(z0),  z1 = w1 h + b1,  p = sigma(z1)
#pragma once

#include <array>
#include <vector>

namespace odds::lesson {

struct OneUnit {
  double w = 0, b = 0;
};

struct TwoUnits {
  double w0 = 0, b0 = 0, w1 = 0, b1 = 0;
};

// Names of derivatives: dp_dz is local, d_z is dL/dz.
struct OneUnitPass {
  OneUnit unit;
  double x = 0, y = 0;
  double z = 0, p = 0, loss = 0;
  double d_p = 0, dp_dz = 0, d_z = 0, d_w = 0, d_b = 0;  // by the chain
  double fused = 0;                                      // p - y
};

struct TwoUnitsPass {
  TwoUnits units;
  double x = 0, y = 0;
  double z0 = 0, h = 0, z1 = 0, p = 0, loss = 0;
  double d_p = 0, dp_dz1 = 0, d_z1 = 0, d_w1 = 0, d_b1 = 0;
  double dz1_dh = 0, d_h = 0, dh_dz0 = 0, d_z0 = 0, d_w0 = 0, d_b0 = 0;
};

// (f(at + h) - f(at - h)) / (2 h) beside the derivative.
struct Difference {
  double h = 0, quotient = 0, error = 0;
};

struct BackpropagationNumbers {
  OneUnitPass one;
  Difference by_probability;  // dL/dp, against the sign that is widely taught
  OneUnitPass after_step;     // theta - step * gradient
  OneUnitPass wrong_step;     // theta + step * gradient, where the sign leads
  double step = 0;
  TwoUnitsPass two;
  std::vector<Difference> by_first_weight;   // dL/dw0 of `two`, h falling
  std::array<double, 4> mean_gradient = {};  // of the mean loss over all flights: w0, b0, w1, b1
  std::array<Difference, 4> mean_differences = {};
  double mean_loss = 0;
};

BackpropagationNumbers backpropagation_numbers();

// (temperature - 70) / 10, the input of this chapter.
double small_input(double temperature);

}  // namespace odds::lesson
