// SPDX-License-Identifier: Apache-2.0
//
// Tests and intervals from estimates and their covariance.
//
//   a term           z = estimate / std. error, interval estimate -+ q std. error
//   several at once  z_S' R_S^-1 z_S, R their correlations, as |T'^-1 z|^2 with R = T'T from the
//                    directions of the covariance: no matrix is formed or inverted
//   all but the intercept  the same, as the part of L'theta~ orthogonal to the intercept's
#pragma once

#include <cstddef>
#include <vector>

#include <odds/inference.hpp>

#include "inference/covariance.hpp"
#include "inference/minimise.hpp"

namespace odds::inference {

// A statistic with its p-value; NaN for both where there is nothing to test.
ChiSquareTest chi_square_test(double statistic, std::int64_t df);

// Fills statistic, p_value and the interval of a term that has an estimate.
void set_wald(double std_error, double level, Term& term);
// The interval, and that of the odds ratio.
void set_interval(double low, double high, Term& term);

// Of the functionals `which`, z their estimates in standard errors. NaN where their covariance is
// singular (fewer clusters than terms).
ChiSquareTest joint_wald(const Covariance& covariance, const std::vector<double>& z,
                         const std::vector<std::size_t>& which);

// Of all coefficients but that of inner column 0, from the information: sharper than joint_wald()
// where columns are nearly collinear. Requires: the view has all columns, column 0 one of ones.
ChiSquareTest wald_of_slopes(const Minimum& minimum);

}  // namespace odds::inference
