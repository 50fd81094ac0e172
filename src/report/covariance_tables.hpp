// SPDX-License-Identifier: Apache-2.0
//
// Covariances of the estimates, from their standard errors and correlations.
#pragma once

#include <cstddef>

#include <odds/model.hpp>

namespace odds::report {

// cov(i, j) = se_i se_j r_ij. Infinite where it overflows; NaN where it underflows, because a zero
// would be false, and without standard errors.
double covariance_of(const FittedModel& model, std::size_t i, std::size_t j);

}  // namespace odds::report
