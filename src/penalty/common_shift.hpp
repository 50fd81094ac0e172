// SPDX-License-Identifier: Apache-2.0
//
// (1/2) sum_j strength_j (sum_k theta_kj)^2 over the classes k.
//
// Where every class has an equation, the likelihood does not change when all theta_kj of one j move
// together. A coefficient with a ridge has the smallest one of these; one without has any, and this
// picks the one whose mean over the classes is 0. It is 0 at the minimum, whatever its strength.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace odds::penalty {

class CommonShift {
 public:
  // One strength a coefficient of an equation, 0 where there is nothing to choose; empty: none.
  explicit CommonShift(std::vector<double> strengths = {}) : strengths_(std::move(strengths)) {}

  bool is_active() const { return !strengths_.empty(); }
  double strength(std::size_t j) const { return is_active() ? strengths_[j] : 0.0; }

  // `sum` of the coefficients j of all classes.
  double value(double sum, std::size_t j) const { return 0.5 * strength(j) * sum * sum; }
  double gradient(double sum, std::size_t j) const { return strength(j) * sum; }

 private:
  std::vector<double> strengths_;
};

}  // namespace odds::penalty
