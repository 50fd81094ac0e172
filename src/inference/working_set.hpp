// SPDX-License-Identifier: Apache-2.0
//
// A start for an elastic net over many sparse columns of which few leave 0.
#pragma once

#include <vector>

#include "inference/sparse_minimum.hpp"

namespace odds::inference {

// Moves theta near the minimum: proximal Newton steps on the columns that are not 0 and those that
// violate their conditions the most, at most twice as many as before, until no other one violates
// them by much. False where these are too many for a Gram matrix; theta is then on the way.
bool grow_working_set(const SparseProblem& problem, std::vector<double>& theta,
                      const RunOptions& run);

}  // namespace odds::inference
