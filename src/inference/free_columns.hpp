// SPDX-License-Identifier: Apache-2.0
//
// Columns that a penalty leaves free, the ones among them: they may be collinear, and they may
// separate the rows, whatever the others do.
//
// A minimum of the penalised objective exists unless a direction along the free columns alone
// separates: along any other the penalty grows without bound, while the loss stays above zero.
#pragma once

#include <optional>
#include <vector>

#include <odds/design.hpp>

#include "design/design.hpp"
#include "inference/separation.hpp"
#include "objective/likelihood.hpp"

namespace odds::inference {

// By term: no penalty and no bound acts on it.
std::vector<bool> free_terms(const design::Design& design, const DesignOptions& options);

// Whether columns other than the ones are free.
bool may_separate(const objective::Objective& objective);

// prove_separation() by the free columns of an objective with a ridge penalty; its direction is 0
// at the others.
std::optional<Separation> prove_separation_by_free(const objective::Objective& objective,
                                                   const std::vector<double>& step);

}  // namespace odds::inference
