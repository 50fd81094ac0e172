// SPDX-License-Identifier: Apache-2.0
//
// Nearly collinear columns made orthogonal, so that steps and standard errors keep their digits:
// Cholesky QR, repeated. With X'WX = L L', the rows of Q = X L^-T have curvature near the identity;
// forming Q and repeating squares away the condition number that forming X'WX had squared.
//
// Yamamoto et al. (2015), Roundoff error analysis of the CholeskyQR2 algorithm.
#pragma once

#include <vector>

#include "objective/likelihood.hpp"

namespace odds::inference {

// Below it a Cholesky factor of the curvature keeps 12 digits of the standard errors.
inline constexpr double well_conditioned = 1e3;

// The view with a basis in which `gram` (in the view's coordinates) has a scaled condition number
// of at most well_conditioned, or as near as three rounds come. The view itself where it is
// already.
objective::View orthogonalised(const design::Design& design, objective::View view,
                               std::vector<double> gram, unsigned workers);

// The view in the coordinates of its present basis followed by `lower`: x -> (L lower)^-1 x.
objective::View with_basis(objective::View view, const std::vector<double>& lower);

// L^-1 v for a vector over the columns of the view; v itself without a basis.
std::vector<double> to_basis(const objective::View& view, std::vector<double> v);
// The coefficients over the columns of the view: L^-T theta^.
std::vector<double> from_basis(const objective::View& view, std::vector<double> coefficients);
// L' theta: coefficients over the columns in the coordinates of the basis.
std::vector<double> coefficients_in_basis(const objective::View& view,
                                          const std::vector<double>& coefficients);

}  // namespace odds::inference
