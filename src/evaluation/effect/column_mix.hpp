// SPDX-License-Identifier: Apache-2.0
//
// What the columns of a model look like over the used rows of a table, weighted by w f m: mean and
// standard deviation of numbers, shares of levels.
#pragma once

#include <cstddef>
#include <vector>

#include <odds/model.hpp>

#include "evaluation/effect/profile.hpp"
#include "evaluation/outcomes.hpp"
#include "model/predict_rows.hpp"

namespace odds::evaluation {

struct NumberMoments {
  double mean = not_applicable;
  double deviation = not_applicable;  // with the divisor sum w f m
};

struct ColumnMix {
  std::vector<NumberMoments> moments;       // by column of the model; of numbers
  std::vector<std::vector<double>> shares;  // by column and level_names()
  double offset = 0;                        // its mean
};

// `origins`, a value of each number, and `exponents`, the power of two above its distances from
// there, keep the sums from overflow and cancellation. Throws Error{refused}: evaluate.label.
struct NumberOrigins {
  std::vector<double> origins;
  std::vector<int> exponents;
};

// All must outlive it.
struct MixSource {
  const FittedModel& model;
  const std::vector<model::ScoreColumn>& columns;
  const design::Source& source;
  const design::Roles& roles;
  const Outcomes& outcomes;
};

ColumnMix column_mix(const MixSource& from, const NumberOrigins& origins, unsigned workers);

}  // namespace odds::evaluation
