// SPDX-License-Identifier: Apache-2.0
//
// Terms that the data cannot tell from others: constants, and columns that are a linear combination
// of earlier ones.
//
// A small pivot of the Cholesky factor, columns in the order of the table, only nominates a column.
// It is removed when its residual on the earlier columns, recomputed from the data, is rounding
// noise on every row: |x_j - sum c_k x_k| <= 64 eps (|x_j| + sum |c_k x_k| + max|x_j| / 16), in the
// user's units before centring. The last part is for rows where all parts of the combination are
// zero and only the rounding of a c_k is left. Removing it changes no fitted value.
#pragma once

#include <vector>

#include "design/design.hpp"
#include "objective/likelihood.hpp"

namespace odds::inference {

// The constant terms that design flagged.
std::vector<design::Design::Removal> constant_terms(const design::Design& design);

// The collinear terms, with equations in the user's units. `gram` is objective.gram().
// `is_candidate` by term: the others are as if they were not there. Requires the default view. One
// pass over the data for each nominated column and refinement.
std::vector<design::Design::Removal> collinear_terms(const objective::Objective& objective,
                                                     const std::vector<double>& gram,
                                                     const std::vector<bool>& is_candidate);

}  // namespace odds::inference
