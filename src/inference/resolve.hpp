// SPDX-License-Identifier: Apache-2.0
//
// Constant and collinear columns, removed before anything is fitted.
#pragma once

#include <vector>

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/minimise.hpp"

namespace odds::inference {

// Removes constant terms, with notes.
void remove_constants(design::Design& design, std::vector<Note>& notes);

// Removes what the data cannot tell apart, with notes, and says where to begin with what is left.
// Under a penalty collinear columns stay: it tells them apart.
// Throws Error{refused}: design.too_many_terms.
Beginning resolve_redundancy(design::Design& design, const EstimateOptions& options,
                             const RunOptions& run, std::vector<Note>& notes);

}  // namespace odds::inference
