// SPDX-License-Identifier: Apache-2.0
//
// What Firth's method adds to a likelihood: half the logarithm of the information's determinant,
//
//   F(theta) = -log L(theta) - 1/2 log det I(theta),   I = X' diag(w f m p q) X = L L'
//
// and its gradient, which a row with the leverage h_i = w_i f_i m_i p_i q_i |L^-1 x_i|^2 enters as
// a trial of weight h_i that succeeds by half:
//
//   dF/dtheta = sum_i [ w_i f_i (m_i p_i - s_i) + h_i (p_i - 1/2) ] x_i
//
// The factor L has to be known before the leverages, so an evaluation takes two reads of the
// table: Objective::evaluate() gives the information, leverage_gradient() the second sum.
//
// Firth (1993), Bias reduction of maximum likelihood estimates, Biometrika 80. Heinze & Schemper
// (2002), A solution to the problem of separation in logistic regression.
#pragma once

#include <vector>

#include "objective/likelihood.hpp"

namespace odds::objective {

// sum_i h_i (p_i - 1/2) x_i in the coordinates of the objective's view. `lower` is L, row major.
// O(n P^2).
std::vector<double> leverage_gradient(const Objective& objective,
                                      const std::vector<double>& coefficients,
                                      const std::vector<double>& lower);

// 1/2 log det L L' = sum_j log L_jj of a P x P factor, without a library's logarithm.
double half_log_determinant(const std::vector<double>& lower, std::size_t size);

// The natural logarithm of x > 0, within 2 ulp.
double natural_logarithm(double x);

}  // namespace odds::objective
