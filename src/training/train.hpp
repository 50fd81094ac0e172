// SPDX-License-Identifier: Apache-2.0
//
// Training: the logistic regression first, then searches from several starts, and the best point
// over starts and epochs.
//
//   without validation   the point of the smallest mean loss (with its penalty)
//   with validation      the point of the smallest validation loss
//
// One of the points looked at equals the logistic regression to 1e-10, so without penalty and
// validation the loss is never above the single unit's by more than 1e-9 of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <odds/inference.hpp>
#include <odds/network.hpp>

#include "design/design.hpp"
#include "inference/minimise.hpp"

namespace odds::training {

struct Trained {
  Network network;  // in the user's units; empty for one unit
  // Of one unit: coefficients over the inner columns. Empty for a network.
  std::vector<double> inner;
  Training record;
  std::optional<GradientCheck> check;
  double log_likelihood = not_applicable;  // of all rows in use, validation rows included
  double gradient_norm = not_applicable;   // of the mean training objective, standardised inputs
  bool converged = false;                  // at a stationary point, of the chosen start's last step
  std::string stop_reason;
  std::int64_t iterations = 0;
  std::vector<Note> notes;
};

// Whether a fit goes this way: hidden units, or a stochastic solver.
bool needs_training(const EstimateOptions& options, const NetworkOptions& network);

// The design as resolve_redundancy() leaves it, with what it says of the beginning; `intercept` is
// that of the null model.
Trained train(const design::Design& design, const inference::Beginning& beginning, double intercept,
              const EstimateOptions& options, const NetworkOptions& network, const RunOptions& run);

}  // namespace odds::training
