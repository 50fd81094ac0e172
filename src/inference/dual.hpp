// SPDX-License-Identifier: Apache-2.0
//
// Estimates under a ridge penalty where columns are many more than rows: in the space of the rows,
// with memory for rows x rows and one copy of the data, never columns x columns.
#pragma once

#include <odds/base.hpp>
#include <odds/inference.hpp>

#include "design/design.hpp"
#include "inference/estimate.hpp"

namespace odds::inference {

// Whether estimate() takes this way: asked for, or by itself where it is the quicker.
bool needs_dual(const design::Design& design, const EstimateOptions& options);

// Removes constant terms from the design (with notes), then fits. Collinear columns stay.
// Throws Error{refused}: design.too_many_rows, separation.complete, separation.quasi (by columns
// that the penalty leaves free).
Estimate estimate_dual(design::Design& design, const EstimateOptions& options,
                       const RunOptions& run);

}  // namespace odds::inference
