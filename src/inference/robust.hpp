// SPDX-License-Identifier: Apache-2.0
//
// The products of the scores that robust standard errors rest on (the sandwich's filling).
//
//   hc0, hc1  M = sum_i f_i s_i s_i',   s_i = w_i (s - m p)_i x_i: equal rows with f = 3 are three
//   cluster   M = sum_g s_g s_g',       s_g = sum over the rows of g of f_i s_i
//
//   factor    hc0      1
//             hc1      n / (n - k),   n = sum of f, k = estimated coefficients
//             cluster  G / (G - 1) (n - 1) / (n - k): clusters of one row each give hc1
//
// White (1980), A heteroskedasticity-consistent covariance matrix estimator; Liang & Zeger (1986),
// Longitudinal data analysis using generalized linear models.
#pragma once

#include <cstdint>
#include <vector>

#include <odds/inference.hpp>

#include "objective/likelihood.hpp"

namespace odds::inference {

struct ScoreProducts {
  std::vector<double> products;  // (P, P) row major, in the coordinates of the view
  int exponent = 0;              // M = products 4^exponent, even: weights of any size have squares
  double factor = 1;             // NaN where n <= k, or with a single cluster
  std::uint64_t cluster_count = 0;
};

// At `coefficients`, in the coordinates of `objective`; k is `rank`. One pass for hc0 and hc1; for
// clusters one for every 32 MiB of their scores. Requires: vce is not oim.
ScoreProducts score_products(const objective::Objective& objective,
                             const std::vector<double>& coefficients, Vce vce, std::int64_t rank);

}  // namespace odds::inference
