// SPDX-License-Identifier: Apache-2.0
//
// Quantiles of the scores, each row counted f m times (Hyndman and Fan 1996, definition 7, as R and
// numpy have it): between the observations floor(h) and floor(h) + 1 of h = (nobs - 1) q, from 0.
#pragma once

#include <cstddef>
#include <vector>

#include "evaluation/ranks/ranking.hpp"

namespace odds::evaluation {

struct ScoreQuantiles {
  std::vector<double> values;  // as the shares were given
  std::size_t distinct = 0;    // scores
};

// Requires: 0 <= q <= 1; at least one row.
ScoreQuantiles score_quantiles(const Ranking& ranking, double nobs,
                               const std::vector<double>& shares);

}  // namespace odds::evaluation
