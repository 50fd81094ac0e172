// SPDX-License-Identifier: Apache-2.0
#include "inference/functionals.hpp"

#include <cmath>

namespace odds::inference {

double Functional::to_user(double value) const { return std::ldexp(value * scale, exponent); }

std::vector<Functional> functionals(const design::Design& design) {
  const std::vector<design::DesignTerm>& terms = design.terms();
  std::vector<Functional> result;
  for (const design::DesignTerm& term : terms) {
    Functional functional;
    functional.weights.assign(design.inner_count(), 0.0);
    functional.weights[term.inner] = 1.0;
    if (design.has_ones() && term.inner == 0) {
      for (const design::DesignTerm& other : terms) {
        if (other.inner == 0) continue;
        functional.weights[other.inner] = -std::ldexp(other.centre, other.exponent);
      }
      if (!design.has_intercept()) functional.scale = 1.0 / design.own_intercept_value();
    } else {
      functional.exponent = term.exponent;
    }
    result.push_back(std::move(functional));
  }
  return result;
}

Functional centred_intercept(const design::Design& design) {
  Functional functional;
  functional.weights.assign(design.inner_count(), 0.0);
  if (design.has_ones()) functional.weights[0] = 1.0;
  return functional;
}

double accurate_dot(const std::vector<double>& weights, const std::vector<double>& values) {
  double sum = 0.0;
  double correction = 0.0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double product = weights[k] * values[k];
    const double product_error = std::fma(weights[k], values[k], -product);
    const double next = sum + product;
    const double part = next - sum;
    const double sum_error = (sum - (next - part)) + (product - part);
    sum = next;
    correction += product_error + sum_error;
  }
  return sum + correction;
}

}  // namespace odds::inference
