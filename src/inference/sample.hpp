// SPDX-License-Identifier: Apache-2.0
//
// A sample of the blocks of a large table: enough to judge the condition of its columns and to come
// near the minimum before the first pass over all of it. It changes no answer: collinearity is
// decided and the minimum is proved on all rows.
//
// With a start fitted on a share 1/s of the rows the decrement begins near sqrt(s P), from where
// Newton's method needs about three steps fewer than from zero; the sample costs 1/s of a pass
// each.
#pragma once

#include <optional>
#include <vector>

#include <odds/inference.hpp>

#include "design/design.hpp"
#include "objective/view.hpp"
#include "solver/newton.hpp"

namespace odds::inference {

// The view of the sample; nothing for tables that are not large.
std::optional<objective::View> sample_view(const design::Design& design);

// gram() of the sample, where it shows that no column can be collinear and that the columns are
// well conditioned; nothing where all rows have to be asked.
std::optional<std::vector<double>> harmless_gram(const design::Design& design, unsigned workers);

// The minimum on the sample in inner coordinates, with the curvature there scaled up to all rows,
// or nothing. Requires: harmless_gram() gave one.
std::optional<solver::Start> sample_minimum(const design::Design& design, unsigned workers);

}  // namespace odds::inference
