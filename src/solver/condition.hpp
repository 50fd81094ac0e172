// SPDX-License-Identifier: Apache-2.0
//
// How far a curvature is from singular.
#pragma once

#include <cstddef>
#include <vector>

namespace odds::solver {

// Condition number (2-norm) of a symmetric positive semidefinite matrix scaled to unit diagonal;
// infinite when it is singular to working precision.
double scaled_condition_number(const std::vector<double>& matrix, std::size_t n);

// The same of L A L' for a lower triangular L (row major), from the singular values of a factor:
// the product itself would lose condition numbers beyond 1e15.
double scaled_condition_number(const std::vector<double>& matrix, const std::vector<double>& lower,
                               std::size_t n);

}  // namespace odds::solver
