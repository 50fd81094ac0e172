// SPDX-License-Identifier: Apache-2.0
//
// One search from one start: a solver runs, and the best point that it passes is kept.
#pragma once

#include <vector>

#include <odds/inference.hpp>
#include <odds/network.hpp>

#include "objective/batches.hpp"
#include "objective/network.hpp"
#include "training/validation.hpp"

namespace odds::training {

// What all searches of a training share.
struct Task {
  const objective::NetworkObjective& objective;
  objective::Batches* batches = nullptr;  // of a stochastic solver
  const Rows& rows;
  const EstimateOptions& options;
  const NetworkOptions& network;
  const RunOptions& run;
};

Solver solver_of(const EstimateOptions& options, const NetworkOptions& network);
bool is_stochastic(Solver solver);
double step_of(Solver solver, const EstimateOptions& options);
double momentum_of(Solver solver, const EstimateOptions& options);

struct Search {
  TrainingStart record;
  std::vector<double> best;
  double best_value = 0;  // validation loss where there are such rows, else the mean objective
  std::vector<TrainingEpoch> history;
};

// `first`, where not empty, is a point that is looked at before the search starts from `start`.
Search search(const Task& task, const std::vector<double>& first, std::vector<double> start);

}  // namespace odds::training
