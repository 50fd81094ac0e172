// SPDX-License-Identifier: Apache-2.0
//
// Ridge: (1/2) sum_j strength_j theta_j^2. A penalty is a function of the coefficients alone.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace odds::penalty {

// Holds a coefficient at zero, and its square is still a number.
inline constexpr double strongest_ridge = 1e150;

class Ridge {
 public:
  static constexpr std::string_view name = "l2";

  // One strength a coefficient, >= 0; 0 leaves it free. Empty: no penalty at all.
  explicit Ridge(std::vector<double> strengths = {}) : strengths_(std::move(strengths)) {}

  bool is_active() const { return !strengths_.empty(); }

  double value(const std::vector<double>& coefficients) const {
    double sum = 0.0;
    for (std::size_t j = 0; j < strengths_.size(); ++j) {
      sum += 0.5 * strengths_[j] * coefficients[j] * coefficients[j];
    }
    return sum;
  }
  double gradient(double coefficient, std::size_t j) const {
    return is_active() ? strengths_[j] * coefficient : 0.0;
  }
  double curvature(std::size_t j) const { return is_active() ? strengths_[j] : 0.0; }

 private:
  std::vector<double> strengths_;
};

}  // namespace odds::penalty
