// SPDX-License-Identifier: Apache-2.0
//
// Neighbours by probability: rows in the order of p, cut where the cumulative number of
// observations reaches k nobs/10, and only between two different p, so that equal rows stay
// together.
#pragma once

#include <vector>

#include "evaluation/ranks/ranking.hpp"

namespace odds::evaluation {

// A group that is being filled, or was.
class Tenth {
 public:
  bool is_empty() const { return nobs_ == 0; }
  void add(const RankedRow& row, double p, double q);

  double nobs() const { return nobs_; }                  // sum of f m
  double weight() const { return weight_.value(); }      // sum of w f m
  double observed() const { return observed_.value(); }  // sum of w f s
  double expected() const { return expected_.value(); }  // sum of w f m p
  double lowest() const { return lowest_; }
  double highest() const { return highest_; }

  // (O - E)^2 / (n p (1 - p)); infinite where all p are 0 or 1 and an outcome is not.
  double chi_square() const;

 private:
  double nobs_ = 0;
  CompensatedSum weight_, observed_, expected_, expected_others_, excess_;
  double lowest_ = 0, highest_ = 0;
};

enum class Direction { ascending, descending };

// `nobs` of all rows.
std::vector<Tenth> tenths(const Ranking& ranking, double nobs, Direction direction);

}  // namespace odds::evaluation
