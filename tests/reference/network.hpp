// SPDX-License-Identifier: Apache-2.0
//
// A network of logistic units over any scalar, written as the formulas stand on paper, one row at a
// time; and dual numbers a + b e (e^2 = 0), which carry one derivative along with every value.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <odds/network.hpp>

namespace reference {

struct Dual {
  double value = 0;
  double derivative = 0;
};
inline Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.derivative + b.derivative}; }
inline Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.derivative - b.derivative}; }
inline Dual operator*(Dual a, Dual b) {
  return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
}
inline Dual constant(double value, Dual) { return {value, 0}; }
inline double constant(double value, double) { return value; }

inline double logistic(double z) { return 1.0 / (1.0 + std::exp(-z)); }
inline Dual logistic(Dual z) {
  const double p = logistic(z.value);
  return {p, p * logistic(-z.value) * z.derivative};
}
inline double tangent(double z) { return std::tanh(z); }
inline Dual tangent(Dual z) {
  const double c = std::cosh(z.value);
  return {std::tanh(z.value), z.derivative / (c * c)};
}
inline double rectifier(double z) { return z > 0 ? z : 0.0; }
inline Dual rectifier(Dual z) { return z.value > 0 ? z : Dual{}; }
// log(1 + exp(z))
inline double softplus(double z) { return std::log1p(std::exp(-std::fabs(z))) + std::fmax(z, 0); }
inline Dual softplus(Dual z) { return {softplus(z.value), logistic(z.value) * z.derivative}; }

template <class Scalar>
Scalar activate(odds::Activation activation, Scalar z) {
  switch (activation) {
    case odds::Activation::logistic:
      return logistic(z);
    case odds::Activation::tanh:
      return tangent(z);
    case odds::Activation::relu:
      return rectifier(z);
  }
  return z;
}

// z of the last unit. `parameters`: layer by layer an inputs x units matrix, input by input, the
// biases first (in the first layer x itself begins with a 1).
template <class Scalar>
Scalar network_predictor(const std::vector<double>& x, const std::vector<std::size_t>& hidden,
                         odds::Activation activation, const std::vector<Scalar>& parameters) {
  std::vector<Scalar> inputs;
  for (const double value : x) inputs.push_back(constant(value, Scalar()));
  std::size_t at = 0;
  for (std::size_t l = 0; l <= hidden.size(); ++l) {
    const std::size_t units = l < hidden.size() ? hidden[l] : 1;
    std::vector<Scalar> z(units, constant(0.0, Scalar()));
    for (const Scalar& input : inputs) {
      for (std::size_t u = 0; u < units; ++u) z[u] = z[u] + input * parameters[at++];
    }
    if (l == hidden.size()) return z[0];
    inputs.assign(1, constant(1.0, Scalar()));
    for (const Scalar& value : z) inputs.push_back(activate(activation, value));
  }
  return inputs[0];
}

// w [ s softplus(-z) + (m - s) softplus(z) ]
template <class Scalar>
Scalar network_loss(Scalar z, double weight, double trials, double successes) {
  const Scalar minus = constant(0.0, z) - z;
  return constant(weight * successes, z) * softplus(minus) +
         constant(weight * (trials - successes), z) * softplus(z);
}

}  // namespace reference
