// SPDX-License-Identifier: Apache-2.0
//
// Cholesky factor of a symmetric positive definite matrix, scaled to unit diagonal first:
//
//   A = S R'R S,   S = diag(sqrt(A_jj)),   R upper triangular
//
// Own code, in a fixed order of operations, because every estimate goes through it. O(n^3 / 3).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace odds::solver {

class Cholesky {
 public:
  // `matrix` is n x n, row major, symmetric. Empty when a pivot of the scaled matrix is not above
  // `smallest_pivot`: the matrix is singular to working precision.
  static std::optional<Cholesky> factor(const std::vector<double>& matrix, std::size_t n,
                                        double smallest_pivot = 0.0);

  std::size_t size() const { return n_; }

  // x with A x = b.
  std::vector<double> solve(const std::vector<double>& b) const;
  // (R S)^-T b: a vector whose squared length is b'A^-1 b.
  std::vector<double> half_solve(const std::vector<double>& b) const;
  // (R S)^-1 y: what is left to do after half_solve().
  std::vector<double> other_half_solve(std::vector<double> y) const;
  // The same for many b; an empty one counts as zero.
  std::vector<std::vector<double>> half_solve_all(
      const std::vector<std::vector<double>>& right_hand_sides) const;
  // sqrt(b'A^-1 b)
  double inverse_norm(const std::vector<double>& b) const;
  // A^-1, n x n.
  std::vector<double> inverse() const;
  // sqrt of the diagonal of A^-1: without forming products that overflow.
  std::vector<double> inverse_root_diagonal() const;
  // L = (R S)' with A = L L', n x n row major, zeros above the diagonal.
  std::vector<double> lower() const;

 private:
  struct Batch;
  std::size_t n_ = 0;
  std::vector<double> scale_;  // S
  std::vector<double> upper_;  // R, row major
};

}  // namespace odds::solver
