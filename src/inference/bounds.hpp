// SPDX-License-Identifier: Apache-2.0
//
// What a solver needs to know of an objective for its certificate: the scale of the weights and the
// size of the columns.
#pragma once

#include "objective/likelihood.hpp"
#include "solver/outcome.hpp"

namespace odds::inference {

// Scale, largest and group set (see solver::prove); everything else at its default. One pass where
// the view is not the plain one, none otherwise.
solver::Problem bounded_problem(const objective::Objective& objective);

}  // namespace odds::inference
