// SPDX-License-Identifier: Apache-2.0
//
// The softmax of one tile of rows over K classes, from K scores a row. Lanes run over the rows, and
// classes are added in their order, so results have the same bits on every target.
//
//   e_k = exp(z_k - max z),   S = sum_k e_k,   p_k = e_k / S,   log p_k = (z_k - max z) - log S
//
// Everything comes from the scores and never from a rounded p: with y the class of the row,
//
//   -log p_y = (max z - z_y) + log(1 + T),   T = the sum of all e but the largest
//   1 - p_y  = (sum of e_k over k != y) / S
//
// which keep their digits where p_y is near 1. Error for finite scores: at most K/2 + 5 ulp, and
// |d| more where the value is about exp(-d): the difference of two scores is rounded once. A score
// of -inf has p = 0; NaN or +inf in a row makes it NaN.
#pragma once

#include <cstddef>

namespace odds::kernels {

// Values of class k start at k * stride; `rows` a multiple of 8, everything aligned as a tile.
struct ClassTile {
  std::size_t class_count = 0;
  std::size_t stride = 0;
  std::size_t rows = 0;
  const double* weight = nullptr;   // w f >= 0
  const double* outcome = nullptr;  // the class of the row as a number, 0 ... class_count - 1
};

// Returns sum_i -w_i log p_(i, y_i). Replaces `scores` by the probabilities and writes, where not
// null, the derivatives by the scores, residual = w (p_k - [k = y]).
double softmax_loss(const ClassTile& tile, double* scores, double* residual);

// Replaces `scores` by the probabilities alone.
void softmax(std::size_t class_count, std::size_t stride, std::size_t rows, double* scores);

// Replaces `scores` by z_k - log sum_(j != k) exp(z_j), the logits of the probabilities: finer than
// p, which rounds to 1. Requires: class_count > 1.
void class_logits(std::size_t class_count, std::size_t stride, std::size_t rows, double* scores);

}  // namespace odds::kernels
