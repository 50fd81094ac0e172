// SPDX-License-Identifier: Apache-2.0
//
// An objective as Newton's method and its certificate see it, whatever the loss: value, gradient
// and curvature of a sum over rows.
#pragma once

#include <cstddef>
#include <vector>

namespace odds::objective {

enum class Order { value, gradient, curvature };

// Of the total (not the mean) objective.
struct Evaluation {
  double likelihood = 0;  // negative log-likelihood, without penalty
  double value = 0;       // with penalty
  // Of two classes and the residuals r = w (m p - s), from Order::curvature on: sum of m r and of
  // s r.
  double residual = 0;
  double event_residual = 0;
  std::vector<double> gradient;   // (P), from Order::gradient on
  std::vector<double> curvature;  // (P, P) row major and symmetric, from Order::curvature on
};

class Smooth {
 public:
  virtual ~Smooth() = default;

  virtual std::size_t dimension() const = 0;
  virtual bool is_penalised() const = 0;
  virtual Evaluation evaluate(const std::vector<double>& coefficients, Order order) const = 0;

  // R, with which along any direction d no row's curvature changes faster than by the factor
  // exp(R |L'd|): the largest |L^-1 q| over the differences q of predictors that a row compares.
  // `lower` is L, of H = L L', dimension() x dimension() row major. One pass.
  virtual double radius(const std::vector<double>& lower) const = 0;
};

}  // namespace odds::objective
