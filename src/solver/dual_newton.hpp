// SPDX-License-Identifier: Apache-2.0
//
// Newton's method for a ridge penalty in the space of the rows (objective/row_space.hpp).
//
//   minimise  F = sum_i l_i(z_i) + 1/2 alpha'K alpha,   z = offset + U b + K alpha
//
// With r_i = l_i'(z_i), W = diag(l_i''(z_i)), e = r + alpha and B = I + W^1/2 K W^1/2, Newton's
// step in b and theta = D^-1 X' alpha is
//
//   (U'W^1/2 B^-1 W^1/2 U) db = U'alpha - U'M e,   M = (I + W K)^-1 = I - W^1/2 B^-1 W^1/2 K,
//   dalpha = -M e - W^1/2 B^-1 W^1/2 U db
//
// and the square of its decrement  -(U'r)'db - e'K dalpha. The largest x'H^-1 x over rows is at
// most K_ii + t_i'(U'W^1/2 B^-1 W^1/2 U)^-1 t_i,  T = U - K W^1/2 B^-1 W^1/2 U. So the certificate
// is the one of certificate.hpp, without a matrix of columns by columns. O(rows^3) a step.
//
// Saunders, Gammerman & Vovk (1998), Ridge regression learning algorithm in dual variables.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/aligned.hpp"
#include "solver/outcome.hpp"

namespace odds::solver {

// The rows used, padded with rows of weight 0 to a multiple of 8 where the vectors are aligned.
struct RowProblem {
  std::size_t rows = 0;
  base::AlignedVector<double> weight, trials, successes;  // padded
  std::vector<double> offset;
  std::vector<double> kernel;  // K, (rows, rows)
  std::vector<double> free;    // U by column, (free count, rows)
  // K alpha from the coefficients that alpha stands for: sharper than the product with K where K
  // is large.
  std::function<std::vector<double>(const std::vector<double>& alpha)> through_columns;

  std::size_t free_count() const { return rows == 0 ? 0 : free.size() / rows; }
};

struct RowOutcome {
  std::vector<double> alpha;     // by row
  std::vector<double> free;      // b
  std::vector<double> residual;  // r
  // Of coefficients and curvature nothing: the rest as of newton(). proof.newton_step is db.
  Outcome outcome;
};

// `start`: of b.
RowOutcome dual_newton(const RowProblem& rows, const Problem& problem, std::vector<double> start);

}  // namespace odds::solver
