// SPDX-License-Identifier: Apache-2.0
//
// What is added up for a group of rows, and what it says of them.
//
//   observed  sum w f s / sum w f m      expected  sum w f m p / sum w f m
//   z         sum w f (s - m p) / sqrt(sum w f m p q)
#pragma once

#include <cmath>
#include <cstddef>

#include <odds/evaluation.hpp>

#include "inference/distributions.hpp"

namespace odds::evaluation {

// f m, w f m, w f s, w f m p, the loss, w f m p q, and padding.
inline constexpr std::size_t segment_sums = 8;
enum Sum : std::size_t { nobs, weight, events, expected, loss, variance };

inline SegmentFigures figures_of(const double* sums) {
  SegmentFigures figures;
  figures.nobs = sums[Sum::nobs];
  figures.weight = sums[Sum::weight];
  if (!(figures.weight > 0)) return figures;
  figures.observed = sums[Sum::events] / figures.weight;
  figures.expected = sums[Sum::expected] / figures.weight;
  figures.log_loss = sums[Sum::loss] / figures.weight;
  if (!(sums[Sum::variance] > 0)) return figures;
  figures.z = (sums[Sum::events] - sums[Sum::expected]) / std::sqrt(sums[Sum::variance]);
  figures.p_value = inference::normal_two_sided(figures.z);
  return figures;
}

}  // namespace odds::evaluation
