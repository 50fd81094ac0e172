// SPDX-License-Identifier: Apache-2.0
//
// The logistic regression beside which a network is seen, on the training rows. Without a finite
// optimum (separated data, or a training part that does not determine it) the one with the ridge
// penalty l2 = 1e-3 on standardised inputs.
#pragma once

#include <vector>

#include <odds/inference.hpp>

#include "inference/minimise.hpp"
#include "objective/network.hpp"
#include "training/validation.hpp"

namespace odds::training {

inline constexpr double separated_l2 = 1e-3;

struct SingleUnit {
  std::vector<double> point;  // over the standardised inputs, the ones first
  double training_loss = 0;   // mean, without penalty
  double validation_loss = not_applicable;
  double lowest = 0;  // of its z over the training rows, without offset
  double highest = 0;
  bool is_penalised = false;
};

SingleUnit fit_single_unit(const design::Design& design, const Rows& rows,
                           const std::vector<double>& scales, const inference::Beginning& beginning,
                           const RunOptions& run);

}  // namespace odds::training
