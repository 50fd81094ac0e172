// SPDX-License-Identifier: Apache-2.0
//
// The rows' side of a likelihood, held by row of the table: what Features::pass hands its rows to.
#pragma once

#include "base/aligned.hpp"

namespace odds::objective {

// Each row_count() long and padded with zeros to a multiple of 8. Rows not in use: weight 0.
struct ResponseRows {
  base::AlignedVector<double> weight;     // w f
  base::AlignedVector<double> trials;     // m
  base::AlignedVector<double> successes;  // s
  base::AlignedVector<double> offset;
  double sum_weights = 0;  // sum of w f m
};

}  // namespace odds::objective
