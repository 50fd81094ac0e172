// SPDX-License-Identifier: Apache-2.0
//
// The softmax (multinomial logistic) loss of one row, a function of its K scores z alone, y its
// class:
//
//   value      -w log p_y = w [ log sum_k exp(z_k) - z_y ],     p_k = exp(z_k) / sum_j exp(z_j)
//   residual    w (p_k - [k = y])                      =   d value / dz_k
//   curvature   w (p_k [k = l] - p_k p_l)              =   d^2 value / dz_k dz_l
//
// All come from z and never from a rounded p: see class_kernels.hpp. The diagonal of the curvature
// is the sum of w p_k p_l over l != k, which keeps its digits where p_k is near 1.
//
// How fast the curvature changes. Along z + t d let E, Var be over k with the probabilities p(t).
// Then the second derivative in a direction v is w Var(v) and its change w E[(d - E d)(v - E v)^2],
// so that
//
//   |d/dt log v'Hv| <= max_k |d_k - E d| <= max_k d_k - min_k d_k,
//
// the range of the change of the scores. For two classes it is |d_1 - d_0|, the bound that the
// logistic loss has. With scores z_k = x'theta_k (0 for a reference) and q_kl(x) the vector with
// q_kl(x)'theta = z_k - z_l, the range is max_kl q_kl'D for a change D of the coefficients, and
// q_kl'D <= sqrt(q_kl'H^-1 q_kl) |D|_H. So the certificate of two classes holds with
//
//   R = max over rows and pairs of classes of sqrt(q_kl(x)'H^-1 q_kl(x)).
//
// It is the constant of self-concordance of Bach (2010), "Self-concordant analysis for logistic
// regression", Electronic Journal of Statistics 4, with the range in place of twice the norm.
#pragma once

#include "kernels/class_kernels.hpp"

namespace odds::loss {

struct Softmax {
  // Of a tile of rows: replaces `scores` by the probabilities; `residual` may be null. Returns the
  // sum of the values.
  static double evaluate(const kernels::ClassTile& tile, double* scores, double* residual) {
    return kernels::softmax_loss(tile, scores, residual);
  }
};

}  // namespace odds::loss
