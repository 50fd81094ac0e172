// SPDX-License-Identifier: Apache-2.0
//
// How a network, or one unit by a stochastic solver, was trained: losses, starts, history.
#pragma once

#include <string>

#include <odds/model.hpp>
#include <odds/report.hpp>

namespace odds::report {

// How the training ended, and what its best point is. Requires: model.training.is_used().
std::string training_sentence(const FittedModel& model);

// Whether it ended as planned: out of budget or patience, or at a stationary point.
bool training_ended_well(const FittedModel& model);

// "Adam, batches of 256 rows, step 0.005 (cosine schedule), seed 1."
std::string solver_sentence(const FittedModel& model);

// Losses, starts and the loss by epoch; starts with an empty line.
std::string training_tables(const FittedModel& model, const TextOptions& options);

}  // namespace odds::report
