// SPDX-License-Identifier: Apache-2.0
//
// Mean and variance of a loss over rows that repeat, as a state that blocks of rows produce and a
// merge combines (Chan, Golub and LeVeque 1979), so that nothing cancels:
//
//   S(A and B) = S(A) + S(B) + (mean_B - mean_A)^2 n_A n_B / (n_A + n_B),   S = sum (l - mean)^2
//   std. error of the mean = sqrt(S / (n - 1) / n),                          n = sum f m
#pragma once

#include <cmath>
#include <cstddef>

#include <odds/base.hpp>

namespace odds::evaluation {

class Spread {
 public:
  // `inner` is what the values vary inside of rows with several trials.
  void add(const double* values, const double* counts, std::size_t rows, double inner = 0) {
    Spread tile;
    double sum = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      tile.nobs_ += counts[i];
      sum += counts[i] * values[i];
    }
    if (tile.nobs_ == 0) return;
    tile.mean_ = sum / tile.nobs_;
    tile.squares_ = inner;
    for (std::size_t i = 0; i < rows; ++i) {
      const double distance = values[i] - tile.mean_;
      tile.squares_ += counts[i] * distance * distance;
    }
    merge(tile);
  }

  void merge(const Spread& right) {
    if (right.nobs_ == 0) return;
    const double all = nobs_ + right.nobs_;
    const double distance = right.mean_ - mean_;
    const double part = right.nobs_ / all;
    squares_ += right.squares_ + distance * distance * nobs_ * part;
    mean_ += distance * part;
    nobs_ = all;
  }

  // NaN where there is a single row.
  double std_error() const {
    return nobs_ > 1 ? std::sqrt(squares_ / (nobs_ - 1) / nobs_) : not_applicable;
  }

 private:
  double nobs_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace odds::evaluation
