// SPDX-License-Identifier: Apache-2.0
//
// The options of an evaluation, shared by "odds evaluate" and "odds report".
#pragma once

#include <odds/evaluation.hpp>

#include "options.hpp"
#include "shared_options.hpp"

namespace odds::cli {

RoleNames role_names(EvaluateOptions& evaluate);

// Roles, unusual rows, --threshold and --level.
void declare_evaluation_options(Options& options, EvaluateOptions& evaluate, bool& no_weights);

// Whether one of them was given.
bool is_any_given(const EvaluateOptions& evaluate, bool no_weights);

}  // namespace odds::cli
