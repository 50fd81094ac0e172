// SPDX-License-Identifier: Apache-2.0
//
// The options of "odds fit" that choose the solver, its steps and the network.
#pragma once

#include <set>
#include <string>

#include <odds/model.hpp>

#include "options.hpp"

namespace odds::cli {

// Names of those that were given: most belong to some solvers, or to networks.
using Given = std::set<std::string>;

void declare_solver_options(Options& options, FitOptions& fit, Given& given);
void declare_network_options(Options& options, FitOptions& fit, Given& given);

// Refuses options that do not go together; where an epoch is an iteration, makes it one.
void settle_training_options(const Given& given, FitOptions& fit);

}  // namespace odds::cli
